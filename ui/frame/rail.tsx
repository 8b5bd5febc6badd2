import { Link } from '@tanstack/react-router'
import { Command } from 'lucide-react'
import { useTopic } from '../live/live-context.ts'
import { showOverlay } from './overlays.ts'
import { useScreens } from './use-screens.ts'

const ITEM =
  'relative flex min-h-12 min-w-16 flex-col items-center justify-center gap-0.5 px-1 text-s text-quiet no-underline hover:text-accent'

const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** The way to every screen: icon and word; a badge only where something waits for a person. */
export function Rail() {
  const screens = useScreens()
  const needs = useTopic('status', ({ needs: count }) => count) ?? 0
  const approvals = useTopic('approvals', ({ pending }) => Object.keys(pending).length) ?? 0
  const waiting: Readonly<Record<string, readonly [number, string]>> = {
    desk: [needs, 'things need you'],
    approvals: [approvals, 'proposals wait for you'],
  }
  return (
    <nav
      aria-label="Screens"
      className="no-print fixed inset-x-0 bottom-0 z-30 flex overflow-x-auto border-t border-line bg-paper md:sticky md:top-0 md:h-dvh md:w-18 md:flex-col md:overflow-y-auto md:border-t-0 md:border-r md:py-2"
    >
      {screens.map(({ id, path, word, icon: Icon }) => (
        <Link
          key={id}
          to={path}
          activeOptions={{ exact: path === '/' }}
          className={ITEM}
          activeProps={{ className: 'text-accent', 'aria-current': 'page' }}
        >
          <Icon size={18} strokeWidth={1.5} aria-hidden="true" />
          {word}
          <Badge waiting={waiting[id]} />
        </Link>
      ))}
      <button
        type="button"
        className={`${ITEM} md:mt-auto`}
        onClick={() => showOverlay('palette')}
        aria-label="Search screens, instruments and actions"
      >
        <Command size={18} strokeWidth={1.5} aria-hidden="true" />
        {IS_APPLE ? '⌘ K' : 'Ctrl K'}
      </button>
    </nav>
  )
}

interface BadgeProps {
  /** How many of what wait; absent where nothing can. */
  readonly waiting: readonly [number, string] | undefined
}

function Badge({ waiting: [many, says] = [0, ''] }: BadgeProps) {
  if (many === 0) return null
  return (
    <span className="absolute top-1 right-2 min-w-4 rounded-sm bg-warn px-1 text-center text-s leading-4 text-paper">
      {many}
      <span className="sr-only"> {says}</span>
    </span>
  )
}
