/** A part of a file, with the number of lines before it and its indentation. */
export interface Snippet {
  readonly text: string
  readonly line: number
  readonly indent: number
}

/** The complete workflows among the YAML blocks of a Markdown page. Fragments of workflows cannot be checked. */
export function workflowsIn(page: string): Snippet[] {
  return [...page.matchAll(/^( *)```ya?ml\n(.*?)^ *```$/gms)]
    .map(({ index, 1: margin = '', 2: text = '' }) => ({
      text: text.replaceAll(new RegExp(`^${margin}`, 'gm'), ''),
      line: page.slice(0, index).split('\n').length,
      indent: margin.length,
    }))
    .filter(({ text }) => /^on:/m.test(text) && /^jobs:/m.test(text))
}
