import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { findGit, readGit } from '../../src/platform/git.ts'

describe('git is looked for in absolute folders outside of the workspace', () => {
  type Case = [
    title: string,
    path: string,
    programs: Readonly<Record<string, string>>,
    expected: { program: string; path: string } | undefined,
  ]
  const same = (...programs: string[]) => Object.fromEntries(programs.map((program) => [program, program]))

  test.each<Case>([
    [
      'in the first that has it',
      '/a:/b:/c',
      same('/b/git', '/c/git'),
      { program: '/b/git', path: '/a:/b:/c' },
    ],
    [
      'not in the workspace',
      '/work/bin:/b',
      same('/work/bin/git', '/b/git'),
      { program: '/b/git', path: '/b' },
    ],
    [
      'not in the workspace itself',
      '/work:/b',
      same('/work/git', '/b/git'),
      { program: '/b/git', path: '/b' },
    ],
    ['beside the workspace', '/work-2', same('/work-2/git'), { program: '/work-2/git', path: '/work-2' }],
    [
      'in a folder whose name starts with dots',
      '/work/../..x',
      same('/..x/git'),
      { program: '/..x/git', path: '/..x' },
    ],
    ['not through dots', '/b/../work/bin', same('/work/bin/git'), undefined],
    [
      'not in relative folders',
      '.:bin::~/bin:/b',
      same('git', 'bin/git', '/b/git'),
      { program: '/b/git', path: '/b' },
    ],
    [
      'not by a folder that is a link',
      '/l',
      { '/l': '/real/work/bin', '/l/git': '/real/work/bin/git' },
      undefined,
    ],
    ['not by a program that is a link', '/l', { '/l': '/l', '/l/git': '/real/work/git' }, undefined],
    ['through a link to elsewhere', '/l', { '/l/git': '/opt/git' }, { program: '/l/git', path: '/l' }],
    ['nowhere', '/a:/b', {}, undefined],
    ['nowhere without a path', '', same('/git', 'git'), undefined],
    ['not as a program of Windows', '/a', same('/a/git.exe'), undefined],
  ])('on Linux and macOS %s', (_, path, programs, expected) => {
    const found = findGit({
      path,
      platform: 'linux',
      workspace: '/work',
      realPathOf: (at) => (at === '/work' ? '/real/work' : programs[at]),
      isProgram: (at) => at.endsWith('git') && at in programs,
    })
    expect(found).toEqual(expected)
  })

  const system = 'C:\\Program Files\\Git\\cmd'
  test.each<[string, string, string[], string | undefined]>([
    ['in the first that has it', `C:\\Windows;${system}`, [`${system}\\git.exe`], `${system}\\git.exe`],
    ['in a folder in quotes', `"${system}"`, [`${system}\\git.exe`], `${system}\\git.exe`],
    ['not in the workspace, in any case', 'd:\\A\\TAXI\\bin', ['d:\\A\\TAXI\\bin\\git.exe'], undefined],
    ['not in the workspace by slashes', 'D:/a/taxi/bin', ['D:\\a\\taxi\\bin\\git.exe'], undefined],
    ['not in the current folder', `.;;bin;${system}`, ['git.exe', 'bin\\git.exe', '.\\git.exe'], undefined],
    [
      'not on whichever drive is current',
      '\\a\\taxi;/bin',
      ['\\a\\taxi\\git.exe', '\\bin\\git.exe'],
      undefined,
    ],
    [
      'not in the current folder of a drive',
      'D:bin;D:',
      ['D:bin\\git.exe', 'D:git.exe', 'D:\\bin\\git.exe'],
      undefined,
    ],
    ['not as a script', system, [`${system}\\git.bat`, `${system}\\git.cmd`, `${system}\\git`], undefined],
    [
      'on a share',
      '\\\\host\\tools\\bin',
      ['\\\\host\\tools\\bin\\git.exe'],
      '\\\\host\\tools\\bin\\git.exe',
    ],
    ['on another drive', 'E:\\a\\taxi', ['E:\\a\\taxi\\git.exe'], 'E:\\a\\taxi\\git.exe'],
    ['not by a short name of the workspace', 'D:\\A~1\\TAXI', ['D:\\A~1\\TAXI\\git.exe'], undefined],
  ])('on Windows %s', (_, path, programs, expected) => {
    const found = findGit({
      path,
      platform: 'win32',
      workspace: 'D:\\a\\taxi',
      realPathOf: (at) => at.replace('A~1', 'a'),
      isProgram: (at) => programs.includes(at),
    })
    expect(found?.program).toBe(expected)
  })
})

const onPosix = process.platform === 'win32' ? describe.skip : describe

onPosix('git is started so that nothing in a repository takes effect:', () => {
  let folder: string
  let repository: string
  let sha: string
  const run = (...args: string[]) =>
    execFileSync('git', ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      encoding: 'utf8',
    }).trim()
  const message = (at = repository, env: Record<string, string> = {}) =>
    readGit(at, ['log', '-1', '--format=%B', sha], { PATH: process.env.PATH, RUNNER_TEMP: folder, ...env })
  /** A program that leaves a file behind. */
  const trap = () => {
    const program = join(folder, 'trap')
    writeFileSync(program, `#!/bin/sh\nenv > ${join(folder, 'sprung')}\nexit 1\n`)
    chmodSync(program, 0o755)
    return program
  }
  const sprung = () => {
    try {
      return execFileSync('cat', [join(folder, 'sprung')], { encoding: 'utf8', stdio: 'pipe' })
    } catch {
      return undefined
    }
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'spice-git-'))
    repository = join(folder, 'work')
    mkdirSync(repository)
    run('init', '--quiet')
    writeFileSync(join(repository, 'spicepod.yaml'), 'name: taxi\n')
    run('add', '.')
    run('commit', '--quiet', '--message', 'Fix the meter')
    sha = run('rev-parse', 'HEAD')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('it reads a commit, a file of it, and the folder of that in the repository', async () => {
    const env = { PATH: process.env.PATH, GITHUB_WORKSPACE: repository }
    expect(await readGit(repository, ['log', '-1', '--format=%B', sha], env)).toBe('Fix the meter\n\n')
    expect(await readGit(repository, ['cat-file', 'blob', `${sha}:./spicepod.yaml`], env)).toBe(
      'name: taxi\n',
    )
    expect(await readGit(repository, ['rev-parse', '--show-prefix'], env)).toBe('\n')
  })

  test('a program of the checkout that is first in the path is not git', async () => {
    const bin = join(repository, 'bin')
    mkdirSync(bin)
    symlinkSync(trap(), join(folder, 'git'))
    writeFileSync(join(bin, 'git'), `#!/bin/sh\nenv > ${join(folder, 'sprung')}\n`, { mode: 0o755 })
    symlinkSync(bin, join(folder, 'bin'))
    const path = `${bin}:${join(folder, 'bin')}:.:${process.env.PATH}`
    const env = { GITHUB_WORKSPACE: repository, PATH: path }
    expect(await message(repository, env)).toContain('Fix the meter')
    expect(sprung()).toBeUndefined()
  })

  test('it gets neither inputs nor tokens', async () => {
    const bin = join(folder, 'tools')
    mkdirSync(bin)
    writeFileSync(join(bin, 'git'), '#!/bin/sh\n/usr/bin/env; echo "in $PWD"; echo "args $@"\n', {
      mode: 0o755,
    })
    const env = {
      'INPUT_CLIENT-SECRET': 'hunter2',
      GITHUB_TOKEN: 'hunter2',
      ACTIONS_RUNTIME_TOKEN: 'hunter2',
    }
    const text = await readGit(repository, ['log'], {
      ...env,
      ...{ GIT_DIR: '/x', GIT_EXEC_PATH: '/x', GIT_SSH_COMMAND: 'x', LD_PRELOAD: '/none', NODE_OPTIONS: 'x' },
      ...{ PATH: bin, HOME: '/home/me', RUNNER_TEMP: folder, GITHUB_WORKSPACE: repository },
    })
    const names = (text ?? '').split('\n').flatMap((line) => /^(\w[\w-]*)=/.exec(line)?.[1] ?? [])
    expect(names.filter((name) => !/^(PWD|OLDPWD|SHLVL|_)$/.test(name)).sort()).toEqual([
      ...['GIT_ALLOW_PROTOCOL', 'GIT_NO_LAZY_FETCH', 'GIT_NO_REPLACE_OBJECTS', 'GIT_OPTIONAL_LOCKS'],
      ...['GIT_TERMINAL_PROMPT', 'HOME', 'PATH'],
    ])
    expect(text).toContain('GIT_ALLOW_PROTOCOL=\n')
    expect(text).toContain(`in ${folder}`)
    expect(text).toMatch(/^args (-c \S+ ){4}-C \S+ log$/m)
  })

  test('a bare repository in the checkout is not used, whose configuration somebody may have written', async () => {
    const bare = join(repository, 'docs')
    execFileSync('git', ['clone', '--quiet', '--bare', repository, bare], { stdio: 'pipe' })
    expect(await message(bare)).toBeUndefined()
    // The same without that option.
    expect(execFileSync('git', ['-C', bare, 'log', '--format=%s', sha], { encoding: 'utf8' })).toBe(
      'Fix the meter\n',
    )
  })

  test('neither the monitor of files nor a hook is started', async () => {
    const program = trap()
    run('config', 'core.fsmonitor', program)
    run('config', 'core.hooksPath', folder)
    symlinkSync(program, join(folder, 'post-index-change'))
    const env = { PATH: process.env.PATH, RUNNER_TEMP: folder }
    await readGit(repository, ['status', '--short'], env)
    expect(sprung()).toBeUndefined()
    // The same without these options.
    execFileSync('git', ['-C', repository, 'status'], { stdio: 'pipe' })
    expect(sprung()).toBeDefined()
    rmSync(join(folder, 'sprung'))
    run('config', '--unset', 'core.fsmonitor')
    run('config', '--unset', 'core.hooksPath')
  })

  test('no command is run in place of a protocol', async () => {
    const program = trap()
    run('config', 'protocol.ext.allow', 'always')
    const env = { PATH: process.env.PATH, RUNNER_TEMP: folder }
    expect(await readGit(repository, ['ls-remote', `ext::${program}`], env)).toBeUndefined()
    expect(sprung()).toBeUndefined()
    // The same with the option alone, which a repository may overrule.
    const args = ['-C', repository, '-c', 'protocol.allow=never', 'ls-remote', `ext::${program}`]
    expect(() => execFileSync('git', args, { stdio: 'pipe' })).toThrow()
    expect(sprung()).toBeDefined()
    rmSync(join(folder, 'sprung'))
  })

  test('a commit is not replaced by another one', async () => {
    const other = run('commit-tree', '-m', 'Forged', 'HEAD^{tree}')
    run('replace', sha, other)
    expect(run('log', '-1', '--format=%s', sha)).toBe('Forged')
    expect(await message()).toBe('Fix the meter\n\n')
    run('replace', '--delete', sha)
  })

  test('its output is limited, and so is its time', async () => {
    const env = { PATH: process.env.PATH, RUNNER_TEMP: folder }
    const readBlob = (bytes: number) => {
      writeFileSync(join(folder, 'large'), 'x'.repeat(bytes))
      return readGit(repository, ['cat-file', 'blob', run('hash-object', '-w', join(folder, 'large'))], env)
    }
    expect(await readBlob(1024 * 1024)).toHaveLength(1024 * 1024)
    expect(await readBlob(1024 * 1024 + 1)).toBeUndefined()
    expect(await readGit(repository, ['log'], env, { signal: AbortSignal.abort() })).toBeUndefined()
  })
})
