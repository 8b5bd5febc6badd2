import { Play, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useWrite } from '../api/api-context.ts'
import { Button } from '../components/button.tsx'
import { tell, tellFailure } from '../components/notices.tsx'
import { showOverlay } from './overlays.ts'

/** Held so long, the button stops the desk. */
const HOLD_MS = 1_000

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
  const [isHeld, setHeld] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const wasHeld = useRef(false)
  const release = () => {
    clearTimeout(timer.current)
    setHeld(false)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const press = () => {
    wasHeld.current = false
    setHeld(true)
    timer.current = setTimeout(() => {
      wasHeld.current = true
      setHeld(false)
      const wish = { names: {}, body: { reason: 'stopped by the button of the dashboard' } }
      stop.mutate(wish, { onSuccess: ({ says }) => tell(says), onError: tellFailure })
    }, HOLD_MS)
  }
  return (
    <button
      type="button"
      aria-label="Stop trading: hold for a second, or press enter"
      aria-busy={stop.isPending || undefined}
      disabled={stop.isPending}
      onPointerDown={(event) => event.button === 0 && press()}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onContextMenu={(event) => event.preventDefault()}
      onClick={() => {
        if (!wasHeld.current) showOverlay('stop')
        wasHeld.current = false
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
