import { expect, test } from '@jest/globals'
import { readTags as readTagsWith } from '../../src/inputs/request.ts'

const readTags = (text: string) => readTagsWith(text)

test.each(['a/b', 'a b', 'a.b', 'é', 'a:b', 'a\nb', '🚕'])(
  'a tag may not have the value %j, which is named in the error',
  async (value) => {
    const { problems } = await readTags(JSON.stringify({ good: 'a_B-9@', bad: value }))
    expect(problems).toEqual([expect.stringContaining('the value of `bad` is not valid')])
    expect(problems[0]).toContain(`\`${value}\``)
  },
)

test('tags that are not a map are shown', async () => {
  const { problems } = await readTags(`no map, but a text of a certain length and then some more of it`)
  expect(problems).toEqual([
    expect.stringContaining('Given: `no map, but a text of a certain length and then some more o…`.'),
  ])
})
