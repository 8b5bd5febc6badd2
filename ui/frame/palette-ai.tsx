import { useRouter } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { useWrite } from '../api/api-context.ts'
import { tell, tellFailure } from '../components/notices.tsx'
import { counted, symbolOf } from '../format.ts'
import { useTopic } from '../live/live-context.ts'
import { showOverlay } from './overlays.ts'
import { useScreens } from './use-screens.ts'

interface AiItemsProps {
  /** The best match of what is written; null where nothing matches. */
  readonly instrument: string | null
  readonly item: string
  readonly group: string
}

/** What can be asked of the AI from anywhere: an analysis, an answer, a look at what is known of a share. */
export function AiItems({ instrument, item, group }: AiItemsProps) {
  const router = useRouter()
  const screens = useScreens()
  const waiting = useTopic('approvals', ({ pending }) => Object.keys(pending).length) ?? 0
  const { mutate } = useWrite('POST /api/agents/analysis')
  if (!screens.some(({ id }) => id === 'ai')) return null
  const go = (act: () => unknown) => () => {
    showOverlay(null)
    act()
  }
  const analyse = (symbols: string[]) =>
    go(() =>
      mutate(
        { names: {}, body: { symbols } },
        {
          onSuccess: ({ tasks }) => {
            tell(
              tasks.length === 0
                ? 'Nothing new was asked for: it waits or runs already.'
                : `${counted(tasks.length, 'analysis', 'analyses')} asked for: followed in AI.`,
            )
            void router.navigate({ to: '/ai' })
          },
          onError: tellFailure,
        },
      ),
    )
  return (
    <Command.Group heading="AI" className={group}>
      {waiting === 0 ? null : (
        <Command.Item className={item} onSelect={go(() => router.navigate({ to: '/approvals' }))}>
          Answer {counted(waiting, 'proposal')}
        </Command.Item>
      )}
      {instrument === null ? null : (
        <>
          <Command.Item
            value={`${instrument} research`}
            className={item}
            onSelect={go(() => router.navigate({ to: '/research', search: { instrument } }))}
          >
            Research {symbolOf(instrument)}
          </Command.Item>
          <Command.Item
            value={`${instrument} analyse`}
            className={item}
            onSelect={analyse([instrument])}
          >
            Analyse {symbolOf(instrument)}
          </Command.Item>
        </>
      )}
      <Command.Item className={item} onSelect={analyse([])}>
        Run an analysis of what is held
      </Command.Item>
      <Command.Item className={item} onSelect={go(() => router.navigate({ to: '/chat' }))}>
        Ask the desk something
      </Command.Item>
    </Command.Group>
  )
}
