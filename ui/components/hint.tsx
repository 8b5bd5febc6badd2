import { Info } from 'lucide-react'
import { type ReactNode, useId, useRef } from 'react'

interface HintProps {
  /** What is explained. */
  readonly label: string
  readonly children: ReactNode
}

const GAP = 4
const MARGIN = 8

/** A sign that explains what stands before it, by click, touch or key. */
export function Hint({ label, children }: HintProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const place = () => {
    const at = button.current?.getBoundingClientRect()
    const box = sheet.current
    if (!at || !box) return
    const right = document.documentElement.clientWidth - box.offsetWidth - MARGIN
    box.style.left = `${Math.max(MARGIN, Math.min(at.left, right))}px`
    box.style.top = `${at.bottom + GAP}px`
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-label={`About ${label}`}
        className="inline-flex size-6 items-center justify-center text-quiet hover:text-accent"
      >
        <Info size={14} aria-hidden="true" />
      </button>
      <div
        ref={sheet}
        id={id}
        popover="auto"
        onToggle={place}
        className="fixed m-0 max-w-80 rounded-sm border border-line bg-paper p-3 text-m text-ink shadow-float"
      >
        {children}
      </div>
    </>
  )
}
