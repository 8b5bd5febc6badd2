/** `+1.3 %`: a signed share from basis points. */
export function percent(bps: number, digits = 1): string {
  const text = (Math.abs(bps) / 100).toFixed(digits)
  const isNothing = Number(text) === 0
  const sign = isNothing ? '' : bps > 0 ? '+' : '−'
  return `${sign}${text} %`
}

const exact = new Intl.NumberFormat('en-IN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `1,842.00`: a price in a column that is all prices. */
export const price = (paise: number): string => exact.format(paise / 100)
