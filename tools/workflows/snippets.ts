/** A part of a file, with the number of lines before it and its indentation. */
export interface Snippet {
  readonly text: string
  readonly line: number
  readonly indent: number
  /** Not a complete workflow. */
  readonly isFragment: boolean
}

/** The YAML blocks of a Markdown page. */
export function snippetsIn(page: string): Snippet[] {
  return [...page.matchAll(/^( *)```ya?ml\n(.*?)^ *```$/gms)].map(
    ({ index, 1: margin = '', 2: block = '' }) => {
      const text = block.replaceAll(new RegExp(`^${margin}`, 'gm'), '')
      const isFragment = !(/^on:/m.test(text) && /^jobs:/m.test(text))
      return { text, line: page.slice(0, index).split('\n').length, indent: margin.length, isFragment }
    },
  )
}
