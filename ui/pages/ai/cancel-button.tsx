import type { AnalysisLine } from '../../../src/web/contract/ai.ts'
import { useWrite } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { tell, tellFailure } from '../../components/notices.tsx'
import { symbolOf } from '../../format.ts'

/** Ends an analysis that waits or runs; what it finished stays. */
export function CancelButton({ line: { id, instruments } }: { readonly line: AnalysisLine }) {
  const cancel = useWrite('POST /api/agents/analyses/:id/cancel')
  const names = instruments.map(symbolOf).join(', ')
  return (
    <Button
      aria-label={`Cancel the analysis of ${names}`}
      isBusy={cancel.isPending}
      onClick={() =>
        cancel.mutate(
          { names: { id }, body: {} },
          {
            onSuccess: () => tell(`The analysis of ${names} is cancelled. Finished steps stay.`),
            onError: tellFailure,
          },
        )
      }
    >
      {cancel.isPending ? 'Cancelling …' : 'Cancel'}
    </Button>
  )
}
