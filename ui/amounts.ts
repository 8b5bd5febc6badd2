const AMOUNT = /^\d{1,9}(?:\.\d{1,2})?$/
const WHOLE = /^\d{1,9}$/

const plain = (text: string): string => text.replaceAll(/[\s,₹\u202f]/g, '')

/** Paise of rupees as somebody writes them, `1,842.50`; null for what is no price. */
export function paiseOf(text: string): number | null {
  const written = plain(text)
  return AMOUNT.test(written) ? Math.round(Number(written) * 100) : null
}

/** A whole number as somebody writes it; null for what is none. */
export function wholeOf(text: string): number | null {
  const written = plain(text)
  return WHOLE.test(written) ? Number(written) : null
}

/** Rupees as a field shows them: `1842.50`. */
export const amountText = (paise: number | null): string =>
  paise === null ? '' : (paise / 100).toFixed(2)
