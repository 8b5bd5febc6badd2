import { useWrite } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { FailureNote } from '../../components/failure-note.tsx'
import { counted, sentence } from '../../format.ts'

/** Plays the recorded replies through the code of today, without a model, and says whether it decides the same. */
export function ReplayTool({ id }: { readonly id: string }) {
  const { mutate, isPending, data, error } = useWrite('POST /api/agents/analyses/:id/replay')
  return (
    <div className="pb-2">
      <p className="flex flex-wrap items-center gap-x-3">
        <Button isBusy={isPending} onClick={() => mutate({ names: { id }, body: {} })}>
          {isPending ? 'Replaying …' : 'Replay it'}
        </Button>
        <span className="text-s text-pretty text-quiet">
          the recorded replies through today’s code: no model is asked, nothing is spent
        </span>
      </p>
      {error ? <FailureNote failure={error} /> : null}
      <div role="status">
        {data ? (
          data.isSame ? (
            <p className="pt-1 text-gain">✓ It comes to the same decisions.</p>
          ) : (
            <>
              <p className="pt-1 text-warn">
                ▲ It would decide otherwise now: {counted(data.differences.length, 'difference')}.
              </p>
              <ul aria-label="Differences" className="list-disc pl-5">
                {data.differences.map((says) => (
                  <li key={says} className="text-pretty">
                    {sentence(says)}
                  </li>
                ))}
              </ul>
            </>
          )
        ) : null}
      </div>
    </div>
  )
}
