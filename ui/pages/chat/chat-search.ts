/** Which conversation is open and what it is about, as the address has it. */
export interface ChatSearch {
  readonly session?: string
  /** The recommendation that is discussed. */
  readonly about?: string
  /** The proposal that is discussed. */
  readonly approval?: string
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** What an address asks for; what it asks wrongly is left out. */
export const chatSearch = ({
  session,
  about,
  approval,
}: Readonly<Record<string, unknown>>): ChatSearch => ({
  ...(isText(session) ? { session } : {}),
  ...(isText(about) ? { about } : {}),
  ...(isText(approval) ? { approval } : {}),
})
