import { describe, expect, it } from 'vitest'
import { HOUSE_RULES } from './house-rules.ts'
import { isWithin, type Rule } from './rule.ts'
import { parseAll, readSources } from './source.ts'

const tree = await readSources('src', 'ui', 'test', 'bench', 'examples', 'scripts', 'bin')

/** A rule about files that are not there yet holds, but shows no behaviour. */
const isAlive = ({ about = '' }: Rule): boolean => tree.some(({ path }) => isWithin(path, about))

const labelled = (rule: Rule): string =>
  [...(isAlive(rule) ? rule.shows.map((number) => `B${number}`) : []), rule.says].join(' ')

describe.each(Object.entries(HOUSE_RULES))('%s', (_, rules) => {
  const cases = rules.map((rule) => [labelled(rule), rule] as const)

  it.each(cases)('%s', (__, { check }) => {
    expect(check(tree).map(({ at, what }) => `${at} ${what}`)).toEqual([])
  })

  it.each(cases)('%s: planted breaches are rejected', async (__, { check, breaches, clean }) => {
    expect(breaches.length).toBeGreaterThan(0)
    for (const sample of breaches) expect(check(await parseAll(sample))).not.toEqual([])
    expect(check(await parseAll(clean))).toEqual([])
  })
})
