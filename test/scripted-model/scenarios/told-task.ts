/** A line of evidence as a role is told it. */
export interface ToldEvidence {
  readonly id: string
  readonly kind: string
  readonly says: string
}

const EVIDENCE = /^(E\d{1,2}) \[(\w+), [^\]]*\] (.+)$/gm
const STORY = /^\{"source":"(S\d{1,2})".*\}$/gm
const DECISION = /^(D\d{1,2}) of ([a-z][\w-]*):/gm

/** The share that a task is about, as `NSE:INFY`. */
export const shareIn = (words: string): string => /Share: (\S+?)\. Now/.exec(words)?.[1] ?? ''

/** The evidence of a task, in its order. */
export const evidenceIn = (words: string): readonly ToldEvidence[] =>
  [...words.matchAll(EVIDENCE)].map(([, id = '', kind = '', says = '']) => ({ id, kind, says }))

/** The stories of a task: their ids, and their words in small letters. */
export const storiesIn = (
  words: string,
): readonly { readonly source: string; readonly text: string }[] =>
  [...words.matchAll(STORY)].map(([text, source = '']) => ({ source, text: text.toLowerCase() }))

/** The decisions that are looked back on, and whose they were. */
export const decisionsIn = (
  words: string,
): readonly { readonly id: string; readonly strategy: string }[] =>
  [...words.matchAll(DECISION)].map(([, id = '', strategy = '']) => ({ id, strategy }))

/** What the owner asked last in a conversation. */
export const ownersWords = (words: string): string =>
  words.split('The owner says now:\n').at(-1)?.trim() ?? ''

/** What forms take: one line of plain signs. */
export const plain = (text: string, most: number): string =>
  text.replaceAll(/[<>`]/g, '').replaceAll(/\s+/g, ' ').slice(0, most).trim()
