/**
 * The section of a version in a changelog, without its heading `## 1.2.3` or `## [1.2.3] - 2026-11-25`.
 * @param base URL of the repository's files: a relative link would lead nowhere from the page of a release
 */
export function notesOf(changelog: string, version: string, base: string): string {
  const sections = changelog.split(/^## /m).slice(1)
  const section = sections.find((each) => /^\[?([^\]\s]+)/.exec(each)?.[1] === version)
  if (section === undefined) throw new Error(`CHANGELOG.md has no section for ${version}.`)
  const notes = section.slice(section.indexOf('\n')).trim()
  if (notes === '') throw new Error(`The section for ${version} in CHANGELOG.md is empty.`)
  return `${notes.replaceAll(/\]\((?![a-z]+:|#)/g, `](${base}/`)}\n`
}
