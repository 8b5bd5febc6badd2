import { useNavigate } from '@tanstack/react-router'
import { useWrite } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { tell, tellFailure } from '../../components/notices.tsx'
import { useScreenKeys } from '../../components/screen-keys.ts'
import { symbolOf } from '../../format.ts'

/** Asks the AI for an analysis of the share that is looked at, and leads to it. */
export function AnalyseButton({ instrument }: { readonly instrument: string }) {
  const navigate = useNavigate()
  const { mutate, isPending } = useWrite('POST /api/agents/analysis')
  const analyse = () => {
    if (isPending) return
    mutate(
      { names: {}, body: { symbols: [instrument] } },
      {
        onSuccess: ({ tasks: [task] }) => {
          if (task) void navigate({ to: '/ai', search: { analysis: task.id } })
          else tell(`An analysis of ${symbolOf(instrument)} waits or runs already.`)
        },
        onError: tellFailure,
      },
    )
  }
  useScreenKeys([{ key: 'a', says: `analyse ${symbolOf(instrument)}`, act: analyse }])
  return (
    <Button look="primary" aria-keyshortcuts="a" isBusy={isPending} onClick={analyse}>
      Analyse {symbolOf(instrument)}
    </Button>
  )
}
