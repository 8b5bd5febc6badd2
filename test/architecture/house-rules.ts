import type { Rule } from './rule.ts'
import { EFFECTS } from './rules/effects.ts'
import { ERRORS } from './rules/errors.ts'
import { LAYERS } from './rules/layers.ts'
import { OUTSIDE } from './rules/outside.ts'
import { PARTS } from './rules/parts.ts'
import { SIZES } from './rules/sizes.ts'
import { TIDY } from './rules/tidy.ts'

/** Every rule of the house that a scan can hold, by topic. */
export const HOUSE_RULES: Readonly<Record<string, readonly Rule[]>> = {
  sizes: SIZES,
  layers: LAYERS,
  tidy: TIDY,
  effects: EFFECTS,
  errors: ERRORS,
  parts: PARTS,
  outside: OUTSIDE,
}

const all = Object.values(HOUSE_RULES).flat()

/** A rule by its name. Throws RangeError when there is none. */
export function ruleNamed(name: string): Rule {
  const rule = all.find((other) => other.name === name)
  if (rule) return rule
  throw new RangeError(`there is no rule "${name}"`)
}

/** Names of the rules that a sample breaks. */
export const brokenBy = (tree: Parameters<Rule['check']>[0]): readonly string[] =>
  all.filter(({ check }) => check(tree).length > 0).map(({ name }) => name)
