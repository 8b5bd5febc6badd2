import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

interface TabsProps<Id extends string> {
  readonly tabs: readonly { readonly id: Id; readonly word: string; readonly content: ReactNode }[]
  readonly chosen: Id
  readonly onChoose: (id: Id) => void
}

/** Views of one matter, one at a time. */
export function Tabs<Id extends string>({ tabs, chosen, onChoose }: TabsProps<Id>) {
  return (
    <Base.Root
      value={chosen}
      onValueChange={(value) => {
        const tab = tabs.find(({ id }) => id === value)
        if (tab) onChoose(tab.id)
      }}
    >
      <Base.List className="flex gap-4 border-b border-line">
        {tabs.map(({ id, word }) => (
          <Base.Tab
            key={id}
            value={id}
            className="-mb-px min-h-8 border-b-2 border-transparent text-quiet data-[active]:border-accent data-[active]:text-ink"
          >
            {word}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map(({ id, content }) => (
        <Base.Panel key={id} value={id} className="pt-3">
          {content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
