import { parseServerJson, type Revive } from './json.ts'

/** @returns undefined for a text that is no JSON, or none that is to be read */
export function parseJson(text: string, revive?: Revive): unknown {
  try {
    return parseServerJson(text, revive)
  } catch {
    return undefined
  }
}

/** Whether a body is a web page: that of a gateway, where an API was asked. */
export function isHtml(text: string): boolean {
  return /^\s*<(!doctype|html|head|body|\?xml)/i.test(text)
}

/** What came instead of JSON. */
export function describeText(text: string): string {
  return isHtml(text) ? 'an HTML page' : 'a body that is no JSON'
}
