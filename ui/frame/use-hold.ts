import { type PointerEvent, useEffect, useRef, useState } from 'react'

/** Held so long, a button does what it says. */
const HOLD_MS = 1_000
/** Who moves so far away has thought better of it. */
const AWAY_PX = 80

/** A press that must last. */
interface Hold {
  readonly isHeld: boolean
  /** Whether the press before a click has had its effect, or was given up. */
  readonly isSpent: () => boolean
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerUp: () => void
    readonly onPointerCancel: () => void
  }
}

/** Calls back when a button was held for a second; what shifts under the finger meanwhile does not end the hold. */
export function useHold(onHeld: () => void): Hold {
  const [isHeld, setHeld] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const from = useRef(0)
  const isSpent = useRef(false)
  const release = () => {
    clearTimeout(timer.current)
    setHeld(false)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  return {
    isHeld,
    isSpent: () => isSpent.current,
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = event.clientX
        isSpent.current = false
        setHeld(true)
        timer.current = setTimeout(() => {
          isSpent.current = true
          setHeld(false)
          onHeld()
        }, HOLD_MS)
      },
      onPointerMove: (event) => {
        if (!isHeld || Math.abs(event.clientX - from.current) <= AWAY_PX) return
        isSpent.current = true
        release()
      },
      onPointerUp: release,
      onPointerCancel: release,
    },
  }
}
