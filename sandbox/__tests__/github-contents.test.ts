import { describe, expect, test } from '@jest/globals'
import type { CommitSeed } from '../github/history.ts'
import { githubAtNoon } from './fixture.ts'

const sha = (digit: string) => digit.repeat(40)
const MIB = 1024 * 1024
const RAW = 'application/vnd.github.raw+json'

const commits: CommitSeed[] = [
  {
    sha: sha('1'),
    message: 'Begin',
    files: {
      'apps/taxi/spicepod.yaml': 'name: taxi\n',
      'apps/b#ü/spicepod.yaml': 'name: b\n',
      'apps/README.md': '# Apps',
      link: { symlink: 'apps/README.md' },
      'apps/out': { symlink: '../nowhere' },
      lib: { submodule: 'https://github.com/acme/lib' },
      'big.bin': { size: MIB + 1 },
      'huge.bin': { size: 101 * MIB },
    },
  },
  {
    sha: sha('2'),
    parents: [sha('1')],
    files: { 'apps/taxi/spicepod.yaml': 'name: taxi2\n', 'apps/README.md': null },
  },
  { sha: sha('3'), parents: [sha('2')] },
  // A branch beside it, and something that has nothing in common with it.
  { sha: sha('4'), parents: [sha('2')], message: 'Beside' },
  { sha: sha('5') },
]

function begin(isGitea = false) {
  const branches = [{ repository: 'acme/taxi', name: 'main', sha: sha('3') }]
  const settings = { github: { forge: isGitea ? 'gitea' : 'github' } } as const
  return githubAtNoon({ commits, branches, settings })
}

const textIn = ({ content }: { content: string }) => Buffer.from(content, 'base64').toString()

describe('a file at a commit', () => {
  test.each([
    [`?ref=${sha('1')}`, 'name: taxi\n'],
    [`?ref=${sha('2')}`, 'name: taxi2\n'],
    [`?ref=${sha('4')}`, 'name: taxi2\n'],
    ['?ref=main', 'name: taxi2\n'],
    ['?ref=1111111', 'name: taxi\n'],
    ['', 'name: taxi2\n'],
  ])('is the one of that commit or of its parents: %s', async (query, text) => {
    const { get } = begin()
    expect(await get(`/contents/apps/taxi/spicepod.yaml${query}`, RAW)).toMatchObject({
      status: 200,
      type: `${RAW}; charset=utf-8`,
      text,
    })
    const { body } = await get(`/contents/apps/taxi/spicepod.yaml${query}`)
    expect(body).toMatchObject({
      type: 'file',
      encoding: 'base64',
      name: 'spicepod.yaml',
      path: 'apps/taxi/spicepod.yaml',
      size: text.length,
    })
    expect(textIn(body)).toBe(text)
  })

  test('is found by its encoded path', async () => {
    const { get } = begin()
    expect((await get('/contents/apps/b%23%C3%BC/spicepod.yaml', RAW)).text).toBe('name: b\n')
  })

  test.each([
    ['no such file', '/contents/apps/none.yaml'],
    ['a file that was deleted', `/contents/apps/README.md?ref=${sha('2')}`],
    ['no such commit', `/contents/apps/README.md?ref=${sha('9')}`],
    ['no such branch', '/contents/apps/README.md?ref=next'],
    ['no files', `/contents?ref=${sha('5')}`],
    ['an ambiguous start of a commit', '/contents/link?ref=1'],
    ['the raw files of Gitea', '/raw/link'],
  ])('is a 404 for %s', async (_, path) => {
    const { status, body } = await begin().get(path, RAW)
    expect([status, body]).toEqual([404, { message: 'Not Found', status: '404' }])
  })

  test('is a 404 without a permission for contents, although pull requests may be read', async () => {
    const { github, get } = begin()
    github.permissions.contents = 'none'
    expect((await get('/contents/link')).status).toBe(404)
    expect((await get(`/compare/main...${sha('4')}`)).status).toBe(404)
    expect((await get('/pulls')).status).toBe(200)
  })

  test('is sent raw above 1 MiB, without its content in JSON, and not at all above 100 MiB', async () => {
    const { get } = begin()
    expect((await get('/contents/big.bin', RAW)).text).toHaveLength(MIB + 1)
    expect((await get('/contents/big.bin')).body).toMatchObject({
      content: '',
      encoding: 'none',
      size: MIB + 1,
    })
    expect(await get('/contents/huge.bin', RAW)).toMatchObject({
      status: 403,
      body: { errors: [{ code: 'too_large' }] },
    })
  })

  test('is the target of a link if that is a file, else the link', async () => {
    const { get } = begin()
    const at = `?ref=${sha('1')}`
    expect((await get(`/contents/link${at}`, RAW)).text).toBe('# Apps')
    expect(textIn((await get(`/contents/link${at}`)).body)).toBe('# Apps')
    for (const path of [`/contents/apps/out${at}`, '/contents/link'])
      expect((await get(path, RAW)).body).toMatchObject({ type: 'symlink', target: expect.any(String) })
  })

  test('is a submodule, which a listing takes for a file', async () => {
    const { get } = begin()
    const submodule = { name: 'lib', submodule_git_url: 'https://github.com/acme/lib' }
    expect((await get('/contents/lib', RAW)).body).toMatchObject({ ...submodule, type: 'submodule' })
    const { body } = await get('/contents')
    expect(body.map(({ name, type }: { name: string; type: string }) => `${type} ${name}`)).toEqual([
      'dir apps',
      'file big.bin',
      'file huge.bin',
      'file lib',
      'symlink link',
    ])
  })

  test('is a directory: a list, or an object with the list', async () => {
    const { get } = begin()
    const { body } = await get('/contents/apps/taxi/', RAW)
    expect(body).toMatchObject([{ type: 'file', path: 'apps/taxi/spicepod.yaml', size: 12 }])
    expect(body[0]).not.toHaveProperty('content')
    expect((await get('/contents/apps/taxi', 'application/vnd.github.object+json')).body).toMatchObject({
      type: 'dir',
      entries: body,
    })
  })
})

describe('a file in Gitea', () => {
  test('comes as JSON whatever is accepted, or raw by another path', async () => {
    const { get } = begin(true)
    const { body } = await get('/contents/apps/taxi/spicepod.yaml?ref=main', RAW)
    expect(body).toMatchObject({ type: 'file', encoding: 'base64', target: null, submodule_git_url: null })
    expect(textIn(body)).toBe('name: taxi2\n')
    expect(await get(`/raw/apps/taxi/spicepod.yaml?ref=${sha('1')}`)).toMatchObject({
      status: 200,
      text: 'name: taxi\n',
    })
    for (const path of ['/raw/apps', '/raw/lib', '/raw/none', '/contents/link?ref=1111111'])
      expect(await get(path)).toMatchObject({ status: 404, body: { errors: null } })
    const errors = ['object does not exist [id: , rel_path: none]']
    expect((await get('/contents/none')).body).toMatchObject({ message: 'GetContentsOrList', errors })
  })

  test('is a link, a submodule, or too large to be sent', async () => {
    const { get } = begin(true)
    const link = { type: 'symlink', target: 'apps/README.md', content: null }
    expect((await get(`/contents/link?ref=${sha('1')}`)).body).toMatchObject(link)
    expect((await get('/contents/lib')).body).toMatchObject({
      type: 'submodule',
      submodule_git_url: 'https://github.com/acme/lib',
    })
    expect(await get('/contents/huge.bin')).toMatchObject({
      status: 200,
      body: { content: null, encoding: null },
    })
    expect((await get('/contents')).body).toContainEqual(
      expect.objectContaining({ name: 'lib', type: 'submodule' }),
    )
  })
})

describe('a comparison', () => {
  test.each([
    ['main', sha('3'), 'identical', 0, 0],
    ['main', sha('1'), 'behind', 0, 2],
    [sha('1'), 'main', 'ahead', 2, 0],
    ['main', '44444', 'diverged', 1, 1],
    ['main', `eve:${sha('4')}`, 'diverged', 1, 1],
  ])('of %s with %s is %s', async (base, head, status, ahead_by, behind_by) => {
    const { get } = begin()
    const { body } = await get(`/compare/${base}...${head}`)
    expect(body).toMatchObject({ status, ahead_by, behind_by, total_commits: ahead_by })
    expect(body.commits).toHaveLength(ahead_by)
  })

  test('names the commits with their messages, the oldest first, and the last one in common', async () => {
    const { get } = begin()
    const { body } = await get(`/compare/${sha('1')}...${sha('4')}`)
    expect(
      body.commits.map(({ sha: id, commit }: { sha: string; commit: { message: string } }) => [
        id,
        commit.message,
      ]),
    ).toEqual([
      [sha('2'), 'A commit message of the sandbox'],
      [sha('4'), 'Beside'],
    ])
    expect(body.merge_base_commit).toMatchObject({ sha: sha('1'), commit: { message: 'Begin' } })
  })

  test('is a 404 if there is no such commit, or nothing in common', async () => {
    const { get } = begin()
    for (const head of [sha('9'), sha('5'), 'next'])
      expect((await get(`/compare/main...${head}`)).status).toBe(404)
  })

  test('has no status in Gitea, only the commits, the newest first', async () => {
    const { get } = begin(true)
    expect((await get(`/compare/main...${sha('1')}`)).body).toEqual({ total_commits: 0, commits: [] })
    expect((await get(`/compare/${sha('1')}...${sha('4')}`)).body).toMatchObject({
      total_commits: 2,
      commits: [{ sha: sha('4') }, { sha: sha('2') }],
    })
    expect((await get(`/compare/main...${sha('5')}`)).status).toBe(500)
  })
})

test('a commit has the message and the parents that it was given, and so has the head of a branch', async () => {
  const { get, github } = begin()
  github.branches['acme/taxi'] = { side: sha('4') }
  const commit = { message: 'Beside' }
  const shown = { sha: sha('4'), commit, parents: [{ sha: sha('2') }] }
  for (const ref of [sha('4'), 'side']) expect((await get(`/commits/${ref}`)).body).toMatchObject(shown)
  expect((await get('/branches/side')).body).toMatchObject({ commit: { sha: sha('4'), commit } })
  expect((await get(`/git/commits/${sha('4')}`)).body.message).toBe('Beside')
})

test.each([false, true])(
  'a repository names its default branch, which contents are read from; on Gitea: %s',
  async (isGitea) => {
    const { github, get } = begin(isGitea)
    expect((await get('')).body).toMatchObject({ full_name: 'acme/taxi', default_branch: 'main' })
    github.defaultBranch = 'trunk'
    expect((await get('')).body.default_branch).toBe('trunk')
    expect((await get('/contents/link')).status).toBe(404)
    github.branches['acme/taxi'] = { trunk: sha('1') }
    expect((await get('/contents/apps/README.md')).status).toBe(200)
  },
)

describe('what Git knows of files', () => {
  test.each([[false], [true]])('is the same in a tree and in a file; on Gitea: %s', async (isGitea) => {
    const { get } = begin(isGitea)
    const { body } = await get(`/git/trees/${sha('2')}?recursive=true`)
    const file = await get(`/contents/apps/taxi/spicepod.yaml?ref=${sha('2')}`)
    const entry = body.tree.find(({ path }: { path: string }) => path === 'apps/taxi/spicepod.yaml')
    // As `git hash-object` has it.
    expect(entry).toMatchObject({
      type: 'blob',
      sha: 'd4c088d9fe171f7edf8bad63626b47598b4895e2',
      mode: '100644',
    })
    expect(file.body.sha).toBe(entry.sha)
    expect(body.truncated).toBe(false)
    expect((await get(`/git/trees/${sha('9')}?recursive=true`)).status).toBe(404)
  })
})
