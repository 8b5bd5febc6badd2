import type { Replayed } from './run.ts'

/** Says that every replay wrote one and the same journal, and that something happened in it. Throws RangeError otherwise. */
export function checkedReplays(replays: readonly Replayed[]): string {
  const [first] = replays
  if (first === undefined || first.fills === 0) {
    throw new RangeError('nothing was traded, so nothing was shown')
  }
  const other = replays.find(({ hash, events }) => hash !== first.hash || events !== first.events)
  if (other !== undefined) {
    throw new RangeError(
      `${other.events} events to ${other.hash} are not ${first.events} to ${first.hash}`,
    )
  }
  return `${replays.length} replays of ${first.events} events and ${first.fills} fills: one journal.`
}
