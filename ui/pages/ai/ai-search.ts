/** Views of the AI desk, one at a time. */
export const AI_TABS = [
  { id: 'analyses', word: 'Analyses' },
  { id: 'decisions', word: 'Decisions' },
  { id: 'prompts', word: 'Prompts' },
  { id: 'agents', word: 'Agents' },
] as const
export type AiTab = (typeof AI_TABS)[number]['id']

/** What of the AI is looked at, as the address has it. */
export interface AiSearch {
  readonly tab?: AiTab
  /** An analysis that is open. */
  readonly analysis?: string
  /** Symbols that a new analysis begins with, with commas between. */
  readonly symbols?: string
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** What an address asks for; what it asks wrongly is left out. */
export function aiSearch(search: Readonly<Record<string, unknown>>): AiSearch {
  const { analysis, symbols } = search
  const tab = AI_TABS.find(({ id }) => id === search['tab'])?.id
  return {
    ...(tab ? { tab } : {}),
    ...(isText(analysis) ? { analysis } : {}),
    ...(isText(symbols) ? { symbols } : {}),
  }
}
