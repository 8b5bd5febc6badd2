import { useRouter } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Need } from '../../../src/web/contract/desk.ts'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { SentenceList } from '../../components/sentence-list.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { sentence } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { SCREENS } from '../../screens.ts'
import { minuteTime } from '../../times.ts'

const SIGNS: Readonly<Record<Need['kind'], string>> = {
  approval: '?',
  halt: '■',
  drift: '≠',
  feed: '▲',
  readiness: '▲',
  failure: '✗',
}

/** What waits for a person, and where it is dealt with. */
export function NeedsPanel() {
  const router = useRouter()
  const needs = useTopic('dashboard', (state) => state.needs)
  const rows = useMemo(() => Object.values(needs ?? {}), [needs])
  const open = (id: string) => {
    const to = needs?.[id]?.to.replace(/^\//, '') ?? ''
    const screen = SCREENS.find((one) => one.id === to || one.path === `/${to}`)
    if (screen) void router.navigate({ to: screen.path })
  }
  return (
    <Panel
      title="Needs you"
      source="desk"
      state={useTopicState('dashboard')}
      skeleton={<ListSkeleton rows={2} />}
      empty={rows.length === 0 ? '✓ Nothing. The desk goes on by its rules.' : null}
    >
      <SentenceList
        label="What needs you"
        onOpen={open}
        rows={rows.map(({ id, kind, says, nextStep, since }) => ({
          id,
          lead: (
            <>
              <span aria-hidden="true" className="inline-block w-4 text-warn">
                {SIGNS[kind]}
              </span>
              <span className="inline-block w-9">{since === null ? '' : minuteTime(since)}</span>
            </>
          ),
          says: (
            <>
              {sentence(says)}
              {nextStep === null ? null : (
                <span className="block text-s text-quiet">{sentence(nextStep)}</span>
              )}
            </>
          ),
          weight: 'fact',
        }))}
      />
    </Panel>
  )
}
