/** Markup: only `html` makes it, so a text that nobody escaped cannot stand in a page. */
export class Html {
  readonly text: string

  constructor(strings: readonly string[], parts: readonly Part[]) {
    this.text = strings.map((string, index) => string + written(parts[index])).join('')
  }
}

/** What may stand between the literal parts of markup; null leaves its place empty. */
export type Part = Html | string | number | null | undefined | readonly Part[]

/** Markup from a template; every text in it is escaped, for elements and quoted attributes alike. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings, parts)

function written(part: Part): string {
  if (part === null || part === undefined) return ''
  if (part instanceof Html) return part.text
  return typeof part === 'object' ? part.map(written).join('') : escapeHtml(String(part))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
