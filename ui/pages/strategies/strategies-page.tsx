import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRead } from '../../api/api-context.ts'
import { Page } from '../../components/page.tsx'
import { ListPanel } from './list-panel.tsx'
import { StrategyPanel } from './strategy-panel.tsx'

/** Strategies that there are: switched at once, their parameters with meaning saved for the next start. */
export function StrategiesPage() {
  const navigate = useNavigate()
  const search: { readonly name?: unknown } = useSearch({ strict: false })
  const asked = useRead('/api/strategies', {})
  const all = asked.data?.strategies ?? []
  const chosen = all.find(({ name }) => name === search.name)
  const choose = (name: string | undefined) =>
    void navigate({ to: '/strategies', search: name === undefined ? {} : { name } })
  return (
    <Page title="Strategies" isPlain>
      <div className={chosen ? 'grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_28rem]' : ''}>
        <ListPanel asked={asked} chosen={chosen?.name ?? null} onOpen={choose} />
        {chosen ? (
          <StrategyPanel
            key={chosen.name}
            strategy={chosen}
            onSaved={() => void asked.refetch()}
            onClose={() => choose(undefined)}
          />
        ) : null}
      </div>
    </Page>
  )
}
