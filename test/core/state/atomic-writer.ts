import { argv } from 'node:process'
import { readIfThere, writeAtomically } from '../../../src/core/state/atomic-file.ts'

/** Writes two contents in turn, counting on from what it finds, until it is killed. */
const file = argv[2] ?? ''
const found: unknown = JSON.parse((await readIfThere(file)) ?? '{}')
const start =
  typeof found === 'object' && found !== null && 'round' in found ? Number(found.round) : 0
for (let round = start + 1; ; round++) {
  const fill = (round % 2 === 0 ? 'x' : 'y').repeat(1_000_000)
  await writeAtomically(file, JSON.stringify({ round, fill }))
  process.send?.('written')
}
