/** What stands where there is no figure. */
export const NONE = '–'
const MINUS = '−'
/** Keeps a number and its unit on one line. */
const THIN = '\u202f'

const fixed = (digits: number) =>
  new Intl.NumberFormat('en-IN', { minimumFractionDigits: digits, maximumFractionDigits: digits })
const whole = fixed(0)
const one = fixed(1)
const two = fixed(2)

/** A true minus sign; what rounds to nothing has none. */
function signed(format: Intl.NumberFormat, value: number, plus: string, unit = ''): string {
  const size = format.format(Math.abs(value))
  const sign = !/[1-9]/.test(size) ? '' : value < 0 ? MINUS : plus
  return `${sign}${unit}${size}`
}

/** `1,02,340`. */
export const count = (value: number): string => signed(whole, value, '')
/** `₹1,02,340` of paise: overviews leave the paise out. */
export const rupees = (paise: number): string => signed(whole, paise / 100, '', '₹')
/** `+₹1,180` of paise. */
export const rupeeChange = (paise: number): string => signed(whole, paise / 100, '+', '₹')
/** `₹1,02,340.50` of paise. */
export const exactRupees = (paise: number): string => signed(two, paise / 100, '', '₹')
const CRORE_PAISE = 1_000_000_000
/** `₹7,64,500 cr` of paise: revenues and market values; small ones with a decimal. */
export const crores = (paise: number): string => {
  const value = paise / CRORE_PAISE
  return `${signed(Math.abs(value) < 100 ? one : whole, value, '', '₹')}${THIN}cr`
}
/** `1,842.00` of paise, where the sign of the rupee stands elsewhere. */
export const price = (paise: number): string => signed(two, paise / 100, '')
/** `39.1 %` of basis points. */
export const percent = (bps: number): string => `${signed(one, bps / 100, '')}${THIN}%`
/** `+1.23 %` of basis points: where one decimal would say the same of two. */
export const finePercentChange = (bps: number): string => `${signed(two, bps / 100, '+')}${THIN}%`
/** `+1.2 %` of basis points. */
export const percentChange = (bps: number): string => `${signed(one, bps / 100, '+')}${THIN}%`
/** `+1.3 R`: multiples of what was risked. */
export const multiple = (value: number): string => `${signed(one, value, '+')}${THIN}R`
/** `0.84`. */
export const ratio = (value: number): string => signed(two, value, '')
/** `12.5 ms`. */
export const milliseconds = (value: number): string => `${signed(one, value, '')}${THIN}ms`

const BYTES: readonly (readonly [number, string])[] = [
  [1_073_741_824, 'GiB'],
  [1_048_576, 'MiB'],
  [1_024, 'KiB'],
]
/** `1.4 MiB`. */
export function bytes(value: number): string {
  const [size, unit] = BYTES.find(([least]) => value >= least) ?? [1, 'B']
  return `${(size === 1 ? whole : one).format(value / size)}${THIN}${unit}`
}
/** `1.4 GiB` of mebibytes. */
export const mebibytes = (value: number): string => bytes(value * 1_048_576)

/** `1 trade`, `12 trades`. */
export const counted = (value: number, noun: string, plural = `${noun}s`): string =>
  `${count(value)} ${value === 1 ? noun : plural}`

/** `INFY` of `NSE:INFY`. */
export const symbolOf = (instrument: string): string => instrument.split(':').at(-1) ?? instrument

/** A sentence that begins with a capital and ends with a full stop. */
export const sentence = (text: string): string =>
  text === ''
    ? ''
    : `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`

/** `by hand` of `by_hand`, `continuous trading` of `continuousTrading`: a code as words, where the desk gives none. */
export const spoken = (code: string): string =>
  code
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase()
