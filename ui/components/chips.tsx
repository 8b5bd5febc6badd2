import { classes } from './classes.ts'

interface ChipsProps<Id extends string> {
  /** What is chosen here, for those who cannot see it. */
  readonly label: string
  readonly options: readonly { readonly id: Id; readonly word: string }[]
  readonly chosen: readonly Id[]
  readonly onToggle: (id: Id) => void
}

/** Small switches beside each other: filters, ranges. */
export function Chips<Id extends string>({ label, options, chosen, onToggle }: ChipsProps<Id>) {
  return (
    <div role="group" aria-label={label} className="flex flex-wrap gap-1">
      {options.map(({ id, word }) => {
        const isOn = chosen.includes(id)
        return (
          <button
            key={id}
            type="button"
            aria-pressed={isOn}
            onClick={() => onToggle(id)}
            className={classes(
              'min-h-6 rounded-sm border px-2 text-s pointer-coarse:min-h-10',
              isOn
                ? 'border-accent text-accent'
                : 'border-transparent text-quiet hover:text-accent',
            )}
          >
            {word}
          </button>
        )
      })}
    </div>
  )
}
