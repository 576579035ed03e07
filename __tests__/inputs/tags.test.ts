import { describe, expect, test } from '@jest/globals'
import { repositoryTag } from '../../src/app/plan.ts'
import { readTags as readTagsWith } from '../../src/inputs/request.ts'

const readTags = (text: string) => readTagsWith(text, (shown) => shown.replaceAll('s3cret', '***'))

describe('tags', () => {
  test('no tags are set without the input', async () => {
    expect(await readTags('')).toEqual({ tags: undefined, problems: [] })
  })

  test.each(['a/b', 'a b', 'a.b', 'é', 'a:b', 'a\nb', '🚕'])(
    'a tag may not have the value %j, which is named in the error',
    async (value) => {
      const { problems } = await readTags(JSON.stringify({ good: 'a_B-9@', bad: value }))
      expect(problems).toEqual([expect.stringContaining('the value of `bad` is not valid')])
      expect(problems[0]).toContain(`\`${value}\``)
    },
  )

  test('tags that are not a map are shown without secrets, which are hidden before the text is shortened', async () => {
    const { problems } = await readTags(`no map, but a text of a certain length and then the s3cret`)
    expect(problems).toEqual([
      expect.stringContaining('Given: `no map, but a text of a certain length and then the ***`.'),
    ])
  })

  test('tags may be named like properties that every object has', async () => {
    const { tags } = await readTags('{"__proto__": "a", "constructor": "b"}')
    expect(Object.entries(tags ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
  })

  test.each([
    ['acme/taxi', 'acme_taxi'],
    ['Acme-Corp/taxi.fares_2', 'Acme-Corp_taxi_fares_2'],
  ])('the `repository` tag of %s is %s', (repository, tag) => {
    expect(repositoryTag(repository)).toEqual({ repository: tag })
  })

  test('there is no `repository` tag without a repository', () => {
    expect([repositoryTag(undefined), repositoryTag('')]).toEqual([{}, {}])
  })
})
