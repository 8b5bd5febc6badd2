/** What a company's announcement does to its shares, read from NSE's free text. */
export interface Purpose {
  readonly ratios: readonly {
    readonly kind: 'split' | 'bonus'
    readonly newShares: number
    readonly oldShares: number
  }[]
  /** Cash a share, all dividends of the announcement together; null when none, or none with an amount. */
  readonly dividendPaise: number | null
  /** Whether the price steps by what the text does not tell: rights, demergers, ratios cut off. */
  readonly isUncertain: boolean
}

const NUMBER = String.raw`\d+(?:\.\d+)?`
const RUPEES = String.raw`(?:R[SE]\.?\s*)?`
/** `FV SPLIT RS.10 TO RS.2`, `FVSPLTFRM10TO1`, `Face Value Split (Sub-Division) - From Rs 10/- Per Share To Rs 5/-`. */
const SPLIT = new RegExp(
  String.raw`(?:SPL|SPT|FVS|SUB[ -]?DIV|CONSOLIDATION|CNSLDATN)[^\d:]*?${RUPEES}(${NUMBER})(?:/-)?` +
    String.raw`\s*(?:PER SHARE)?\s*TO\s*${RUPEES}(${NUMBER})`,
)
const SPLIT_WORD = /\bFV ?S|SPLI?T|STK SPT|SUB[ -]?DIV|CONSOLIDATION|CNSLDATN/
/** `BONUS 1:2`, `BON-1:25`, `BONUS ISSUE 1 : 1`: so many new shares for so many held. */
const BONUS = /(?:BON(?:US)?(?: ISSUE)?|ADD ISSUANCE)[\s-]*(\d+)\s*:\s*(\d+)/
const BONUS_WORD = /\bBON(?:US)?\b|ADD ISSUANCE/
/** Paper other than equity shares, given in a ratio to them. */
const OTHER_PAPER = /BON(?:US)?[ -](?:DEB|NCRPS|NCD|PREF)|BON(?:US)? \d+ DVR|SCH AGMT/
const RIGHTS = /\b(?:RHTS|RIGHTS?)\b[^/]*/
const OTHER = /DEMERGER|SPIN[ -]?OFF|CAP(?:ITAL)? RED|AMALGAMATION|MERGER|SCHEME|ARRANGEMENT/
const DIVIDEND = /DIV|DV\b|DV-|FIN ?RS|SPL ?RS/
const RATIO = /\d+\s*:\s*\d+/g
const ORDINAL = /\b\d+(?:ST|ND|RD|TH)\b/g
const AMOUNT = /\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d{2}(?!\d)|\d+(?:\.\d+)?/g

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b))

/** Two face values as a ratio of whole shares: ten rupees into two makes five of one. */
function splitOf(before: string, after: string) {
  const decimals = (text: string) => text.split('.')[1]?.length ?? 0
  const scale = 10 ** Math.max(decimals(before), decimals(after))
  const newShares = Math.round(Number(before) * scale)
  const oldShares = Math.round(Number(after) * scale)
  const divisor = commonDivisor(newShares, oldShares)
  if (divisor === 0 || newShares === 0 || oldShares === 0) return null
  return {
    kind: 'split' as const,
    newShares: newShares / divisor,
    oldShares: oldShares / divisor,
  }
}

function bonusOf(given: string, held: string) {
  const oldShares = Number(held)
  const newShares = Number(given) + oldShares
  if (oldShares === 0 || newShares === oldShares) return null
  const divisor = commonDivisor(newShares, oldShares)
  return {
    kind: 'bonus' as const,
    newShares: newShares / divisor,
    oldShares: oldShares / divisor,
  }
}

/** `1,000` is a thousand, `2,50` is two and a half: nobody groups two digits at the end. */
function paiseOf(amount: string): number {
  const plain = /,\d{2}$/.test(amount) ? amount.replace(',', '.') : amount.replaceAll(',', '')
  return Math.round(Number(plain) * 100)
}

/** The sum of the amounts that are left once ratios and ordinals are taken out; null without one. */
function dividendOf(text: string): number | null {
  if (!DIVIDEND.test(text) || text.includes('%')) return null
  const rest = text
    .replace(ORDINAL, ' ')
    .replaceAll('/-', ' ')
    .replace(/R[SE]\.?(?=\s*\d)/g, ' ')
  const amounts = rest.match(AMOUNT) ?? []
  const paise = amounts.reduce((sum, amount) => sum + paiseOf(amount), 0)
  return paise > 0 ? paise : null
}

/** Reads a purpose such as `AGM/DIV-RS 3/BONUS 1:1`. What it does not state for certain is `isUncertain`, never guessed. */
export function readPurpose(purpose: string): Purpose {
  const text = purpose.toUpperCase().replaceAll(/\s+/g, ' ').trim()
  const split = SPLIT.exec(text)
  const bonus = OTHER_PAPER.test(text) ? null : BONUS.exec(text)
  const given = bonus === null ? null : bonusOf(bonus[1] ?? '', bonus[2] ?? '')
  const divided = split === null ? null : splitOf(split[1] ?? '', split[2] ?? '')
  const ratios = [given, divided].filter((ratio) => ratio !== null)
  const rest = text.replace(SPLIT, ' ').replace(BONUS, ' ').replace(RIGHTS, ' ').replace(RATIO, ' ')
  const dividendPaise = dividendOf(rest)
  const lacksRatio =
    (divided === null && (split !== null || SPLIT_WORD.test(rest))) ||
    (given === null && BONUS_WORD.test(text)) ||
    RIGHTS.test(text) ||
    OTHER.test(text)
  const lacksAmount = dividendPaise === null && DIVIDEND.test(rest)
  return { ratios, dividendPaise, isUncertain: lacksRatio || lacksAmount }
}
