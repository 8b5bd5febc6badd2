import { useId } from 'react'
import { classes } from './classes.ts'

interface ChoiceProps<Id extends string> {
  readonly label: string
  readonly options: readonly { readonly id: Id; readonly word: string; readonly says?: string }[]
  readonly chosen: Id
  readonly onChoose: (id: Id) => void
  readonly className?: string
}

/** One of a few, side by side: radio buttons that look like one switch. */
export function Choice<Id extends string>(props: ChoiceProps<Id>) {
  const { label, options, chosen, onChoose, className } = props
  const name = useId()
  return (
    <fieldset className={classes('min-w-0', className)}>
      <legend className="block pb-1 text-s text-quiet">{label}</legend>
      <div className="flex min-h-8 rounded-sm border border-line pointer-coarse:min-h-10">
        {options.map(({ id, word, says }) => (
          <label
            key={id}
            title={says}
            className={classes(
              'flex grow cursor-pointer items-center justify-center rounded-sm px-2 whitespace-nowrap',
              'has-focus-visible:outline-2 has-focus-visible:outline-accent',
              id === chosen ? 'bg-accent text-paper' : 'text-quiet hover:text-accent',
            )}
          >
            <input
              type="radio"
              name={name}
              value={id}
              checked={id === chosen}
              onChange={() => onChoose(id)}
              className="sr-only"
            />
            {word}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
