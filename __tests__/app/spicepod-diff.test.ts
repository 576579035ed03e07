import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { credentialHider, diffSpicepods } from '../../src/app/spicepod-diff.ts'
import { checkManifest as check } from '../../src/inputs/spicepod.ts'
import { readYaml } from '../../src/inputs/yaml-value.ts'
import { cpuMs } from '../harness/cpu.ts'
import { serverOf } from '../spice/one-server.ts'

const checkManifest = (text: string) => check(readYaml(text, (each) => each))

const show = (value: unknown) => credentialHider()(value)

describe('a spicepod that is shown', () => {
  test.each([
    'password',
    'pg_pass',
    'PGPASSWORD',
    'client_secret',
    'openai_api_key',
    's3_key',
    'accessToken',
    'credentials',
    'sentry_dsn',
    'mssql_connection_string',
    'connectionString',
    'Authorization',
    'abfs_sas_string',
  ])('the value of a key named %s is hidden', (name) => {
    expect(show({ [name]: 'hunter2' })).toEqual({ [name]: '(hidden-1)' })
    expect(show({ params: [{ [name]: { deep: ['hunter2', 1234, 'hunter2'] } }] })).toEqual({
      params: [{ [name]: { deep: ['(hidden-1)', '(hidden-2)', '(hidden-1)'] } }],
    })
  })

  test.each([
    ['postgres://ada:hunter2@host:5432/db', 'postgres://ada:(hidden-1)@host:5432/db'],
    ['postgres://ada:hun/te@r2@host/db', 'postgres://ada:(hidden-1)@host/db'],
    ['https://hunter2@host/x.git', 'https://(hidden-1)@host/x.git'],
    ['Bearer hunter2hunter2', 'Bearer (hidden-1)'],
    ['Server=x;Password=hunter2;Encrypt=true', 'Server=x;Password=(hidden-1);Encrypt=true'],
    ['https://x/?sig=hunter2&a=b', 'https://x/?sig=(hidden-1)&a=b'],
    ['serve --api-token hunter2 -v', 'serve --api-token (hidden-1) -v'],
    ['{"api_key": "hunter2"}', '{"api_key": "(hidden-1)"}'],
  ])('the credential in %j is hidden under any key', (text, shown) => {
    expect(show({ from: text })).toEqual({ from: shown })
  })

  test.each<[string, unknown]>([
    ['references to secrets', { pg_pass: [`\${secrets:PG_PASS}`, ` \${ env : A }\${secrets:B}`] }],
    ['a header with a reference', { authorization: `Bearer \${secrets:TOKEN}` }],
    ['a URL with a reference', { from: `postgres://ada:\${secrets:PG_PASS}@host/db` }],
    ['empty values and booleans', { password: ['', null], use_token: true }],
    ['keys of tables', { primary_key: 'id', partition_key: 'day', keywords: ['x'] }],
    ['limits of models', { max_completion_tokens: 4000 }],
    ['the list of secret stores', { secrets: [{ from: 'env', name: 'env' }] }],
    [
      'other URLs',
      { from: ['abfs://files@account.dfs.core.windows.net/x', 's3://bucket/x', 'http://x:80/'] },
    ],
    ['numbers', { x: [1, 1.5, JSON.rawJSON('9007199254740993')] }],
  ])('a spicepod is shown with %s', (_, value) => {
    const expected = JSON.stringify(value)
    const shown = JSON.stringify(show(value), (_key, each) =>
      typeof each === 'bigint' ? JSON.rawJSON(String(each)) : each,
    )
    expect(shown).toBe(expected)
  })

  test('hiding credentials takes time in proportion to any text', () => {
    const work = (length: number) => () => {
      for (const part of ['x://a:', 'https://', 'bearer ', 'key=', '--token ', ' ', '@', `\${a:b} `, 'a'])
        show({ x: part.repeat(length), key: part.repeat(length) })
    }
    work(5000)()
    // An expression that backtracks takes sixteen times as long, at least.
    expect(cpuMs(work(80_000)) / cpuMs(work(20_000))).toBeLessThan(10)
  })

  test('a diff contains no password, and shows that a password has changed', async () => {
    const aPassword = fc.stringMatching(/^[A-Za-z0-9]{12}$/)
    await fc.assert(
      fc.asyncProperty(aPassword, aPassword, async (one, other) => {
        const head = 'version: v1\nkind: Spicepod\nname: taxi\n'
        const toYaml = (password: string) =>
          `${head}datasets:\n- from: postgres:trips\n  params:\n    pg_pass: "${password}"\n    url: mysql://a:${password}@host\n`
        const held = checkManifest(toYaml(one))
        const given = checkManifest(toYaml(other))
        if (held.kind !== 'good' || given.kind !== 'good') throw new Error('is no manifest')
        const { api, deadline } = serverOf(
          JSON.stringify({ id: 7, name: 'taxi', config: { spicepod: held.value } }),
        )
        const app = await api.getApp(7, deadline)
        const diff = diffSpicepods(app.config?.spicepod, given.value).flat()
        expect(diff.join('\n')).not.toContain(one)
        expect(diff.join('\n')).not.toContain(other)
        const changed = diff.filter((line) => /^[-+]/.test(line))
        expect(changed).toHaveLength(one === other ? 0 : 4)
      }),
      { numRuns: 50 },
    )
  })
})
