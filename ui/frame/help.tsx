import { Dialog } from '../components/dialog.tsx'
import { screenKeys } from '../components/screen-keys.ts'
import { showOverlay } from './overlays.ts'
import { useScreens } from './use-screens.ts'

const KEYS: readonly (readonly [string, string])[] = [
  ['Ctrl K, ⌘ K', 'search screens, instruments and actions'],
  ['j, k or ↓, ↑', 'next row, row before'],
  ['Enter', 'open the row'],
  ['/', 'search on this screen'],
  ['Esc', 'back'],
  ['?', 'this help'],
]

/** Every key, on one sheet. */
export function Help() {
  const screens = useScreens()
  const here = screenKeys().map(({ key, says }) => [key, `here: ${says}`] as const)
  const ways = screens.map(({ key, word }) => [`g ${key}`, `go to ${word}`] as const)
  const rows = [...KEYS, ...here, ...ways]
  return (
    <Dialog isOpen onClose={() => showOverlay(null)} title="Keys">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        {rows.map(([keys, says]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="font-mono text-s">{keys}</kbd>
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
