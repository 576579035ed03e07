import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Finding } from './finding.ts'
import { type Diagnostic, diagnose } from './language-service.ts'
import { ownAction, withPublishedName } from './own-action.ts'
import { type Snippet, workflowsIn } from './snippets.ts'

/** Finds problems in a workflow, in an `action.yml`, or in the workflows of a Markdown page. */
export async function check(file: string): Promise<Finding[]> {
  const text = readFileSync(file, 'utf8')
  const parts: Snippet[] = file.endsWith('.md') ? workflowsIn(text) : [{ text, line: 0, indent: 0 }]
  // The service tells workflows from actions by the file name.
  const name = basename(file) === 'action.yml' ? 'action.yml' : '.github/workflows/workflow.yml'
  const findings: Finding[] = []
  for (const part of parts) {
    for (const diagnostic of await diagnose(name, withPublishedName(part.text), ownAction)) {
      if (isProblem(diagnostic)) findings.push(locate(file, part, diagnostic))
    }
  }
  return findings
}

/** Errors and warnings are problems, hints and information are not. Syntax errors have no severity. */
function isProblem({ severity = 1 }: Diagnostic): boolean {
  return severity <= 2
}

function locate(file: string, { line, indent }: Snippet, { range, message }: Diagnostic): Finding {
  return {
    file,
    line: line + range.start.line + 1,
    column: indent + range.start.character + 1,
    message: typeof message === 'string' ? message : message.value,
  }
}
