/** Sections of the configuration in the order in which they are shown. */
export const SECTIONS = [
  { id: 'desk', word: 'Desk' },
  { id: 'strategies', word: 'Strategies' },
  { id: 'risk', word: 'Risk' },
  { id: 'charges', word: 'Charges' },
  { id: 'performance', word: 'Performance' },
  { id: 'web', word: 'Web' },
  { id: 'ai', word: 'AI' },
  { id: 'storage', word: 'Storage' },
] as const
export type SectionId = (typeof SECTIONS)[number]['id']

/** The section that an address asks for; the first where it asks for none. */
export const sectionOf = (search: Readonly<Record<string, unknown>>): SectionId =>
  SECTIONS.find(({ id }) => id === search['section'])?.id ?? 'desk'
