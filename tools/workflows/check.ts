import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Finding } from './finding.ts'
import { findRefusedInputs, type RefusedInputs } from './inputs.ts'
import { type Diagnostic, diagnose } from './language-service.ts'
import { ownAction, withPublishedName } from './own-action.ts'
import { type Snippet, snippetsIn } from './snippets.ts'

/** Finds problems in a workflow, in an `action.yml`, or in the workflows, steps and inputs that a Markdown page shows. */
export async function check(file: string): Promise<Finding[]> {
  const text = readFileSync(file, 'utf8')
  const parts: Snippet[] = file.endsWith('.md')
    ? snippetsIn(text)
    : [{ text, line: 0, indent: 0, isFragment: false }]
  // The service tells workflows from actions by the file name.
  const name = basename(file) === 'action.yml' ? 'action.yml' : '.github/workflows/workflow.yml'
  const findings: Finding[] = []
  for (const part of parts) {
    const published = { ...part, text: withPublishedName(part.text) }
    // The service does not know what a fragment is a part of.
    const diagnostics = part.isFragment ? [] : await diagnose(name, published.text, ownAction)
    for (const { range, message } of diagnostics.filter(isProblem)) {
      const sentence = typeof message === 'string' ? message : message.value
      findings.push(locate(file, part, { ...range.start, message: sentence }))
    }
    for (const refused of await findRefusedInputs(published)) findings.push(locate(file, part, refused))
  }
  return findings
}

/** Errors and warnings are problems, hints and information are not. Syntax errors have no severity. */
function isProblem({ severity = 1 }: Diagnostic): boolean {
  return severity <= 2
}

function locate(file: string, { line, indent }: Snippet, at: RefusedInputs): Finding {
  return { file, line: line + at.line + 1, column: indent + at.character + 1, message: at.message }
}
