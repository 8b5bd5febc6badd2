import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { Notices } from '../components/notices.tsx'
import { useLink } from '../live/live-context.ts'
import { IdentityLine } from './identity-line.tsx'
import { useOverlay } from './overlays.ts'
import { Rail } from './rail.tsx'
import { StatusStrip } from './status-strip.tsx'
import { useShortcuts } from './use-shortcuts.ts'

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))
const SwitchDialog = lazy(async () => ({
  default: (await import('./switch-dialog.tsx')).SwitchDialog,
}))
const Help = lazy(async () => ({ default: (await import('./help.tsx')).Help }))

/** What stands around every screen. */
export function Frame() {
  const link = useLink()
  useShortcuts()
  return (
    <div data-link={link.state} className="md:grid md:min-h-dvh md:grid-cols-[auto_minmax(0,1fr)]">
      <a href="#screen" className="absolute -left-full z-50 bg-paper p-2 focus:top-2 focus:left-2">
        To the screen
      </a>
      <Rail />
      <div className="flex min-w-0 flex-col">
        <StatusStrip />
        <main id="screen" tabIndex={-1} className="min-w-0 grow outline-none">
          <Outlet />
        </main>
        <IdentityLine />
      </div>
      <Overlays />
      <Notices />
    </div>
  )
}

function Overlays() {
  const overlay = useOverlay()
  return (
    <Suspense fallback={null}>
      {overlay === 'stop' || overlay === 'resume' ? (
        <SwitchDialog key={overlay} to={overlay} />
      ) : null}
      {overlay === 'palette' ? <Palette /> : null}
      {overlay === 'help' ? <Help /> : null}
    </Suspense>
  )
}
