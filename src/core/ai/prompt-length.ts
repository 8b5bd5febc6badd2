import { AiError } from './ai-error.ts'

const LETTERS_A_TOKEN = 4
const SIGNS_A_TOKEN = 2

const isLetterOrSpace = (code: number): boolean =>
  code === 32 || (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
const ASCII_MAX = 127

/**
 * About how many tokens a text is, rather too many than too few: four letters make one, two digits or signs, and each
 * character of another script.
 */
export function tokensIn(text: string): number {
  let letters = 0
  let signs = 0
  let others = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isLetterOrSpace(code)) letters++
    else if (code <= ASCII_MAX) signs++
    else others++
  }
  return Math.ceil(letters / LETTERS_A_TOKEN + signs / SIGNS_A_TOKEN + others)
}

/** Throws PROMPT_TOO_LONG, before anything is sent, for a text above the limit. */
export function checkPromptLength(text: string, tokensMax: number): void {
  const tokens = tokensIn(text)
  if (tokens <= tokensMax) return
  const message = `The question is about ${tokens} tokens long, more than ${tokensMax}: ask for less at once`
  throw new AiError('PROMPT_TOO_LONG', message, { facts: { tokens, tokensMax } })
}
