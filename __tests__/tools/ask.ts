import { readFileSync } from 'node:fs'

// Reads command lines from its input, runs each of them as if it had been started, and prints what they answer. What they
// import is loaded only once.

/** What a command has printed until it ended itself. */
export interface Answer {
  status: number
  stdout: string
  stderr: string
}

class Exit extends Error {}

process.exit = (status) => {
  process.exitCode = status
  throw new Exit()
}

async function ask([file, ...args]: string[], index: number): Promise<Answer> {
  const answer = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (text: string | Uint8Array) => {
      answer[name] += text
      return true
    }
  }
  process.argv = [process.execPath, `${file}`, ...args]
  process.exitCode = undefined
  try {
    await import(new URL(`../../${file}?${index}`, import.meta.url).href)
  } catch (error) {
    if (!(error instanceof Exit)) throw error
  }
  return { status: Number(process.exitCode ?? 0), ...answer }
}

const print = process.stdout.write.bind(process.stdout)
const answers: Answer[] = []
for (const [index, question] of JSON.parse(readFileSync(0, 'utf8')).entries()) {
  answers.push(await ask(question, index))
}
process.exitCode = 0
print(JSON.stringify(answers))
