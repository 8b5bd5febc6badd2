import { Play, Square } from 'lucide-react'
import { useWrite } from '../api/api-context.ts'
import { Button } from '../components/button.tsx'
import { tell, tellFailure } from '../components/notices.tsx'
import { showOverlay } from './overlays.ts'
import { useHold } from './use-hold.ts'

/** Stops the desk when it is held for a second; a key opens a question instead. Lifting a stop is a question always. */
export function StopButton({ isHalted }: { readonly isHalted: boolean }) {
  return isHalted ? (
    <Button look="primary" onClick={() => showOverlay('resume')}>
      <Play size={14} aria-hidden="true" />
      Resume trading
    </Button>
  ) : (
    <HoldButton />
  )
}

function HoldButton() {
  const stop = useWrite('POST /api/emergency/stop')
  const { isHeld, isSpent, handlers } = useHold(() => {
    const wish = { names: {}, body: { reason: 'stopped by the button of the dashboard' } }
    stop.mutate(wish, { onSuccess: ({ says }) => tell(says), onError: tellFailure })
  })
  return (
    <button
      type="button"
      aria-label="Stop trading: hold for a second, or press enter"
      aria-busy={stop.isPending || undefined}
      disabled={stop.isPending}
      {...handlers}
      onContextMenu={(event) => event.preventDefault()}
      onClick={({ detail }) => {
        // A key has no press that could be spent.
        if (detail === 0 || !isSpent()) showOverlay('stop')
      }}
      className="relative min-h-8 touch-none overflow-hidden rounded-sm border border-loss px-3 font-semibold text-loss select-none pointer-coarse:min-h-10"
    >
      <span
        aria-hidden="true"
        className={`absolute inset-0 origin-left bg-loss/25 ${isHeld ? 'scale-x-100 transition-transform duration-1000 ease-linear' : 'scale-x-0'}`}
      />
      <span className="relative inline-flex items-center gap-1.5">
        <Square size={12} fill="currentColor" aria-hidden="true" />
        {stop.isPending ? 'Stopping …' : isHeld ? 'Hold …' : 'STOP'}
      </span>
    </button>
  )
}
