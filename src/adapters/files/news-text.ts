/** Longest title and summary that are kept, in characters as people count them. */
export const TITLE_MAX = 300
export const SUMMARY_MAX = 4_000
/** Longest name of who published something. */
export const SOURCE_MAX = 100
const LINK_MAX = 2_000

/** What Windows-1252 has where Unicode has controls: byte 0x80 and on (WHATWG Encoding Standard, index windows-1252). */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** The byte that a sign stands for when UTF-8 was read as Windows-1252 or Latin-1; −1 when for none. */
function byteOf(text: string, index: number): number {
  const code = text.charCodeAt(index)
  if (code >= 0x80 && code <= 0xff) return code
  const place = Number.isNaN(code) ? -1 : WINDOWS_1252.indexOf(text.charAt(index))
  return place < 0 ? -1 : 0x80 + place
}

interface Encoded {
  readonly sign: string
  readonly length: number
}

const CONTINUATION = 0x80
const SHORTEST = [0, 0, 0x80, 0x800, 0x10000]

/** The sign that stands in a text as the bytes of its UTF-8, from a place on; null when none does for certain. */
function encodedAt(text: string, index: number): Encoded | null {
  const lead = byteOf(text, index)
  // Of the short ones only those of Latin and its signs: others could be meant as they stand.
  const length = lead === 0xc2 || lead === 0xc3 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : 4
  if (length === 4 && !(lead >= 0xf0 && lead <= 0xf4)) return null
  let code = lead & (0xff >> (length + 1))
  for (let next = index + 1; next < index + length; next++) {
    const byte = byteOf(text, next)
    if (byte < 0 || (byte & 0xc0) !== CONTINUATION) return null
    code = (code << 6) | (byte & 0x3f)
  }
  const isSurrogate = code >= 0xd800 && code <= 0xdfff
  if (code < (SHORTEST[length] ?? 0) || code > 0x10ffff || isSurrogate) return null
  return { sign: String.fromCodePoint(code), length }
}

/** Undoes UTF-8 that was read as Windows-1252 or Latin-1 (`â‚¹` is ₹), sequence by sequence, only where it cannot be anything else. */
export function withoutMojibake(text: string): string {
  let repaired = ''
  let copied = 0
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) < 0xc2) continue
    const found = encodedAt(text, index)
    if (found === null) continue
    repaired += text.slice(copied, index) + found.sign
    index += found.length - 1
    copied = index + 1
  }
  return repaired + text.slice(copied)
}

/** An apostrophe inside a word, and quotes that open before a word and close after one. */
const APOSTROPHE = /(?<=\p{L})\?(?=(?:s|t|re|ve|ll|d|m)\b)/gu
const QUOTED = /(?<=^|[\s(])\?(?=\p{L})([^?]*\p{L})\?(?=$|[\s,.;:)])/gu

/** Undoes quotes that became question marks, where grammar leaves nothing else: `HDFC Bank?s`, `?Buy?`. */
export const withQuotes = (text: string): string =>
  text.replaceAll(APOSTROPHE, '’').replaceAll(QUOTED, '‘$1’')

/** What no reader sees: controls, marks of direction, halves of signs; joiners of Indian scripts stay. */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu
const TAGS = /[\u{e0000}-\u{e0fff}]/gu

/** A text as it may be kept: its words as they are, nothing that cannot be seen, no longer than `max`. */
export function bounded(text: string, max: number): string {
  const seen = text.replaceAll(/\s+/g, ' ').replaceAll(TAGS, '').replaceAll(UNSEEN, '').trim()
  if (seen.length <= max) return seen
  const signs = [...seen]
  return signs.length <= max
    ? seen
    : `${signs
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`
}

/** An address of the web; null for whatever else stands in its place. */
export function webLink(text: string): string | null {
  if (text.length > LINK_MAX || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return null
  return new URL(text).href
}

/** `www.livemint.com` is `livemint.com`. */
export const hostOf = (link: string): string => new URL(link).hostname.replace(/^www\./, '')
