import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { mergeTags, readTags as readTagsWith, repositoryTag } from '../../src/app/tags.ts'

const readTags = (text: string) => readTagsWith(text, (shown) => shown.replaceAll('s3cret', '***'))

const someTags = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'),
  fc.constantFrom('1', '2', ''),
)

describe('tags', () => {
  test('without the input are none to set', async () => {
    expect(await readTags('')).toEqual({ tags: undefined, problems: [] })
  })

  test.each(['a/b', 'a b', 'a.b', 'é', 'a:b', 'a\nb', '🚕'])(
    'may not have the value %j, which is named',
    async (value) => {
      const { problems } = await readTags(JSON.stringify({ good: 'a_B-9@', bad: value }))
      expect(problems).toEqual([expect.stringContaining(`\`bad\` a value that Spice Cloud does not take`)])
      expect(problems[0]).toContain(`\`${value}\``)
    },
  )

  test('that are no map are shown without secrets, which are hidden before the text is cut', async () => {
    const { problems } = await readTags(`no map, but a text of a certain length and then the s3cret`)
    expect(problems).toEqual([
      expect.stringContaining('but it is `no map, but a text of a certain length and then the ***`.'),
    ])
  })

  test('with the names of members that every object has are names like others', async () => {
    const { tags } = await readTags('{"__proto__": "a", "constructor": "b"}')
    expect(Object.entries(tags ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
    expect(Object.entries(mergeTags({ toString: 'c' }, tags ?? {}) ?? {})).toEqual([
      ['toString', 'c'],
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
  })

  test('that are there are not set again, and no other is lost', () => {
    fc.assert(
      fc.property(fc.option(someTags), someTags, (current, given) => {
        const merged = mergeTags(current, given)
        const all = new Map([...Object.entries(current ?? {}), ...Object.entries(given)])
        expect(new Map(Object.entries(merged ?? current ?? {}))).toEqual(all)
        if (merged !== undefined) expect(mergeTags(merged, given)).toBeUndefined()
      }),
    )
  })

  test.each([
    ['acme/taxi', 'acme_taxi'],
    ['Acme-Corp/taxi.fares_2', 'Acme-Corp_taxi_fares_2'],
  ])('name the repository %s as %s', (repository, tag) => {
    expect(repositoryTag(repository)).toEqual({ repository: tag })
  })

  test('of no repository name none', () => {
    expect([repositoryTag(undefined), repositoryTag('')]).toEqual([{}, {}])
  })
})
