// The grammar of the action's own pictures: its words, numbers and nothing else.

const number = String.raw`-?\d+(?:\.\d+)?`
const numbers = String.raw`\[${number}(?:, ${number})*\]`
const span = String.raw`(?:\d+ms|\d+[ydhms](?: \d+[dhms])*)`
const date = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}`
const color = '(?:transparent|#[0-9a-f]{6})'
const labels =
  'Preparing|Waiting for another deployment|Queued|Rolling out|Runtime getting ready|Datasets loading|Probes|Tests|Probes and tests|Comparison|Bake|Rollback|Restore'
const troubles = 'failed|stuck|superseded|refused|timed out|result unknown|interrupted|left alone'

const timeline = [
  String.raw`%%\{init: \{"gantt":\{(?:"\w+":\d+,?)+\},"themeVariables":\{(?:"\w+":"${color}",?)+\}\}\}%%`,
  'gantt',
  '  (?:title|accTitle:) How this run spent its time',
  '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
  String.raw`  axisFormat (?:%-S\.%Ls|%-M:%S|%-Hh %M|day %-d, %-Hh)`,
  String.raw`  tickInterval \d+(?:millisecond|second|minute|hour)`,
  '  todayMarker off',
  String.raw`  (?:${labels})(?: \(${span}\))?(?:, (?:${troubles}))? :(?:milestone, )?(?:crit, )?${date}, \d+ms`,
]

const history = [
  String.raw`%%\{init: \{"themeVariables":\{"xyChart":\{"backgroundColor":"transparent","plotColorPalette":"${color}(?:, ${color})*"\}\},"xyChart":\{(?:"\w+":\d+,?)+\}\}\}%%`,
  'xychart-beta',
  String.raw`  title "How long the last (?:deployment|\d+ deployments) took"`,
  String.raw`  accTitle: How long the last (?:deployment|\d+ deployments) took`,
  String.raw`  x-axis \[(?:"…?-?\d+"(?:, |(?=\])))*(?:"this run")?\]`,
  `  y-axis "(?:seconds|minutes|hours)" 0 --> ${number}`,
  `  (?:bar|line) ${numbers}`,
]

const pictures = [timeline, history].map(
  (lines) =>
    new RegExp(`^\`\`\`mermaid\n${lines[0]}\n${lines[1]}\n(?:(?:${lines.slice(2).join('|')})\n)+\`\`\`$`),
)

/** Whether a block of Markdown is a picture that the action draws, with no other text in it. */
export function isOwnPicture(block: string): boolean {
  return pictures.some((picture) => picture.test(block))
}

/** The sources of the pictures in a summary. Text in a block that only looks like one does not count. */
export function sourcesOfPictures(summary: string): string[] {
  return blocksOf(summary)
    .filter(isOwnPicture)
    .map((block) => block.split('\n').slice(1, -1).join('\n'))
}

/** The blocks of a summary; blocks of text are emptied. A blank line ends a block, except one that began with <pre>. */
export function blocksOf(summary: string): string[] {
  return summary
    .replace(/(<pre[^>]*>)[\s\S]*?<\/pre>/g, '$1</pre>')
    .split(/\n[ \t]*\n+/)
    .filter((block) => block.trim() !== '')
    .map((block) => block.replace(/\n+$/, ''))
}
