import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { findEntry, readText } from '../../src/platform/files.ts'

const onPosix = process.platform === 'win32' ? describe.skip : describe

onPosix('a file that an input names', () => {
  let folder: string
  const secret = 'hunter2-hunter2'
  const write = (path: string, text = secret) => {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const link = (target: string, path: string) => symlinkSync(target, join(folder, path))
  const read = (path: string, workingDirectory = '.') => {
    const env = { GITHUB_WORKSPACE: join(folder, 'work'), RUNNER_TEMP: join(folder, 'temp') }
    return readText(path.replace('~', folder), {
      workingDirectory: workingDirectory.replace('~', folder),
      env,
    })
  }

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'spice-files-')))
    for (const path of ['work/a.yaml', 'work/sub/b.yaml', 'temp/t.yaml', 'other/o.yaml', 'home/key.json'])
      write(path)
    for (const path of ['work/.git/config', 'work/sub/.GIT/config', 'work-2/x.yaml']) write(path)
    link('sub/b.yaml', 'work/inside.yaml')
    link('sub', 'work/inside')
    link('../home/key.json', 'work/out.yaml')
    link(join(folder, 'home/none.json'), 'work/out-to-nothing.yaml')
    link('out.yaml', 'work/twice.yaml')
    link('../home', 'work/out')
    link('none.yaml', 'work/dangling.yaml')
    link('.git/config', 'work/git.yaml')
    link('.git', 'work/git')
    link('../temp/t.yaml', 'work/temp.yaml')
    link('../work/a.yaml', 'temp/work.yaml')
    link('../home/key.json', 'other/out.yaml')
    link('a.yaml', 'work/.git/a.yaml')
    link('work', 'checkout')
    link('/proc/self/environ', 'work/environ.yaml')
    execFileSync('mkfifo', [join(folder, 'work/pipe.yaml')])
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each([
    ['in the workspace', 'a.yaml', '.', 'a.yaml'],
    ['in a folder of it', 'b.yaml', 'sub', 'sub/b.yaml'],
    ['by its absolute path', '~/work/a.yaml', '.', 'a.yaml'],
    ['through a link that stays inside', 'inside.yaml', '.', 'inside.yaml'],
    ['through a folder that is a link and stays inside', 'b.yaml', 'inside', 'inside/b.yaml'],
    ['in the folder for temporary files', '~/temp/t.yaml', '.', '../temp/t.yaml'],
    ['in an absolute working directory elsewhere', 'o.yaml', '~/other', '../other/o.yaml'],
  ])('is read %s', (_, path, workingDirectory, file) => {
    expect(read(path, workingDirectory)).toEqual({ text: secret, file })
  })

  test.each([
    ['a link that leads out', 'out.yaml', '.', 'is a link that leads out of the repository'],
    [
      'a link that leads out to nothing',
      'out-to-nothing.yaml',
      '.',
      'is a link that leads out of the repository',
    ],
    ['a link to a link that leads out', 'twice.yaml', '.', 'is a link that leads out of the repository'],
    ['a file in a folder that leads out', 'out/key.json', '.', 'is a link that leads out of the repository'],
    ['nothing in a folder that leads out', 'out/none', '.', 'is a link that leads out of the repository'],
    ['a working directory that leads out', 'key.json', 'out', 'is a link that leads out of the repository'],
    ['a link to the environment of the process', 'environ.yaml', '.', 'is a link that leads out'],
    [
      'a link to the folder for temporary files',
      'temp.yaml',
      '.',
      'is a link that leads out of the repository',
    ],
    ['a link back to the workspace', '~/temp/work.yaml', '.', 'is a link that leads out of `RUNNER_TEMP`'],
    [
      'a link out of a working directory',
      'out.yaml',
      '~/other',
      'is a link that leads out of `working-directory`',
    ],
    ['an absolute path elsewhere', '~/other/o.yaml', '.', 'lies outside of the workspace'],
    ['a neighbor of the workspace', '../work-2/x.yaml', '.', 'lies outside of the workspace'],
    ['a relative working directory outside', 'o.yaml', '../other', 'lies outside of the workspace'],
    ['a file below .git', '.git/config', '.', 'lies below `.git`'],
    ['a file below .git in another case', 'sub/.GIT/config', '.', 'lies below `.git`'],
    ['a link to a file below .git', 'git.yaml', '.', 'lies below `.git`'],
    ['a file in a link to .git', 'git/config', '.', 'lies below `.git`'],
    ['a link below .git', '.git/a.yaml', '.', 'lies below `.git`'],
  ])('is refused if it is %s', (_, path, workingDirectory, says) => {
    const { text, problem = '' } = read(path, workingDirectory)
    expect(text).toBeUndefined()
    expect(problem).toContain(`\`${path.replace('~', folder)}\` ${says}`)
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what one writes into a workflow.
    expect(problem).toContain('write it to `${{ runner.temp }}`')
    expect(problem).not.toContain('home')
  })

  test('that is a pipe, a folder or not there is described, and nothing waits for it', () => {
    expect(read('pipe.yaml').problem).toBe('`pipe.yaml` is not a file.')
    expect(read('sub').problem).toBe('`sub` is a directory.')
    expect(read('none.yaml')).toMatchObject({ isMissing: true })
    expect(read('dangling.yaml').problem).toBe('the target of the link `dangling.yaml` does not exist.')
  })

  test('is read if the workspace itself is a link', () => {
    const base = { workingDirectory: '.', env: { GITHUB_WORKSPACE: join(folder, 'checkout') } }
    expect(readText('a.yaml', base)).toEqual({ text: secret, file: 'a.yaml' })
    expect(findEntry('out', base)).toMatchObject({ kind: 'refused' })
  })

  test('lies in the innermost of roots that lie inside each other', () => {
    const env = { GITHUB_WORKSPACE: join(folder, 'work'), RUNNER_TEMP: folder }
    expect(readText('out.yaml', { workingDirectory: '.', env }).problem).toContain(
      'leads out of the repository',
    )
  })
})
