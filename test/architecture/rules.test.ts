import { describe, expect, it } from 'vitest'
import type { Rule } from './rule.ts'
import { EFFECTS } from './rules/effects.ts'
import { ERRORS } from './rules/errors.ts'
import { LAYERS } from './rules/layers.ts'
import { OUTSIDE } from './rules/outside.ts'
import { PARTS } from './rules/parts.ts'
import { SIZES } from './rules/sizes.ts'
import { TIDY } from './rules/tidy.ts'
import { parseAll, readSources } from './source.ts'

const tree = await readSources('src', 'test', 'bench', 'examples', 'scripts', 'bin')

const labelled = ({ shows, says }: Rule): string =>
  [...shows.map((number) => `B${number}`), says].join(' ')

const GROUPS = {
  sizes: SIZES,
  layers: LAYERS,
  tidy: TIDY,
  effects: EFFECTS,
  errors: ERRORS,
  parts: PARTS,
  outside: OUTSIDE,
}

for (const [group, rules] of Object.entries(GROUPS)) {
  describe(group, () => {
    it.each(rules.map((rule) => [labelled(rule), rule] as const))('%s', (_, { check }) => {
      expect(check(tree).map(({ at, what }) => `${at} ${what}`)).toEqual([])
    })

    it.each(rules.map((rule) => [labelled(rule), rule] as const))(
      '%s: planted breaches are rejected, a clean sample is not',
      async (_, { check, breaches, clean }) => {
        expect(breaches.length).toBeGreaterThan(0)
        for (const sample of breaches) expect(check(await parseAll(sample))).not.toEqual([])
        expect(check(await parseAll(clean))).toEqual([])
      },
    )
  })
}
