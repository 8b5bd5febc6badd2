import { marksOf } from './collection.ts'
import { isFields, isList, own } from './fields.ts'

/** Whether two values are one as JSON; what is undefined is not there. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other || (Number.isNaN(one) && Number.isNaN(other))) return true
  if (isList(one)) {
    if (!isList(other) || one.length !== other.length) return false
    return one.every((item, index) => isSame(item, other[index]))
  }
  if (!isFields(one) || !isFields(other)) return false
  const marks = marksOf(other)
  if (marks?.from === one) return marks.changes.every(({ before, after }) => isSame(before, after))
  for (const name in one) if (!isSame(own(one, name), own(other, name))) return false
  for (const name in other)
    if (own(other, name) !== undefined && own(one, name) === undefined) return false
  return true
}
