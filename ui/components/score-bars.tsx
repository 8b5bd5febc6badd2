import { NONE } from '../format.ts'

/** One part of a score, 0 to 100; null where nothing is known to score it by. */
export interface ScorePart {
  readonly id: string
  readonly word: string
  readonly value: number | null
  /** What a high value means, where that is not plain. */
  readonly says?: string
}

interface ScoreBarsProps {
  readonly label: string
  readonly parts: readonly ScorePart[]
}

/** Parts of a score under each other, each as a small bar with its figure; what is not known has no bar. */
export const ScoreBars = ({ label, parts }: ScoreBarsProps) => (
  <ul aria-label={label}>
    {parts.map(({ id, word, value, says }) => (
      <li key={id} className="flex items-center gap-3 py-0.5" title={says}>
        <span className="w-24 shrink-0 text-s text-quiet">{word}</span>
        <span aria-hidden="true" className="relative h-1.5 min-w-8 grow bg-wash">
          {value === null ? null : (
            <span
              className="absolute inset-y-0 left-0 bg-accent"
              style={{ width: `${Math.min(100, Math.max(0, value))}%` }}
            />
          )}
        </span>
        <span className="figures w-14 shrink-0 text-right text-s">
          {value === null ? (
            <>
              {NONE}
              <span className="sr-only"> not known</span>
            </>
          ) : (
            Math.round(value)
          )}
        </span>
      </li>
    ))}
  </ul>
)
