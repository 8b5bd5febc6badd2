const RANGE = /^(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)(?:\s*\/\s*([\d.]+))?$/
/** The most values of one parameter that the desk takes. */
const VALUES_MAX = 200

/** Values of `5, 9, 13` or `5..21/4`; null for what is neither. */
export function valuesOf(text: string): readonly number[] | null {
  const values = text.split(',').flatMap((part): readonly (number | null)[] => {
    const written = part.trim()
    const range = RANGE.exec(written)
    if (!range) return written === '' || Number.isNaN(Number(written)) ? [null] : [Number(written)]
    const [from, to, step] = [Number(range[1]), Number(range[2]), Number(range[3] ?? 1)]
    if (!(from <= to && step > 0) || (to - from) / step > VALUES_MAX) return [null]
    const count = Math.floor((to - from) / step + 1e-9) + 1
    return Array.from({ length: count }, (_, place) => Number((from + place * step).toFixed(6)))
  })
  const known = values.filter((value) => value !== null)
  return known.length === values.length && known.length <= VALUES_MAX ? known : null
}
