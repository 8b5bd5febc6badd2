import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ruleNamed } from './house-rules.ts'
import { ROOT, Source } from './source.ts'

const read = (path: string) => readFile(join(ROOT, path), 'utf8')

/** Rows of the first table of a page, each as its cells, the head left out. */
const tableOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )

describe('the written rules', async () => {
  const rows = tableOf(await read('SECURITY.md'))
  const checks = await read('scripts/check.mjs')

  it('B101 there are written security rules', () => {
    expect(rows.length).toBeGreaterThanOrEqual(10)
  })

  it.each(rows)('B101 "%s" has a check that exists', async (_, held = '') => {
    for (const check of held.split(', ')) {
      const [, rule] = /^rule `([\w-]+)`$/.exec(check) ?? []
      const [, step] = /^`npm run check` (.+)$/.exec(check) ?? []
      const [, file] = /^`([\w./-]+)`$/.exec(check) ?? []
      if (rule !== undefined) expect(ruleNamed(rule).breaches).not.toEqual([])
      else if (step !== undefined) expect(checks).toContain(`name: '${step}'`)
      else await access(join(ROOT, file ?? check))
    }
  })
})

describe('the example environment', () => {
  it('B99 names every variable that the program reads', async () => {
    const paths = ['src/core/config.ts', 'src/core/config-web.ts']
    const sources = await Promise.all(
      paths.map(async (path) => Source.parse(path, await read(path))),
    )
    const names = sources
      .flatMap((source) => source.all('StringLiteral'))
      .map(({ value }) => value)
      .filter((value) => /^[A-Z]+(?:_[A-Z0-9]+)+$/.test(value))
    const example = await read('.env.example')
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter((name) => !example.includes(`\n${name}=`))).toEqual([])
  })
})
