import { useCanGoBack, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { focusFirstRow, rowAround } from '../components/row-keys.ts'
import { screenKeys } from '../components/screen-keys.ts'
import { showOverlay } from './overlays.ts'
import { useScreens } from './use-screens.ts'

/** After `g` the letter of a screen must follow within this time. */
const CHORD_MS = 1_500

/** Whether keys belong to what is being written or asked. */
const isTaken = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, [contenteditable], [role="dialog"]') !== null

function focusSearch(): boolean {
  const field = document.querySelector<HTMLElement>('main [data-search]')
  field?.focus()
  return field !== null
}

/** Keys that work on every screen. */
export function useShortcuts(): void {
  const router = useRouter()
  const screens = useScreens()
  const mayGoBack = useCanGoBack()
  const goAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const go = (key: string): boolean => {
      const isChord = performance.now() - goAt.current < CHORD_MS
      goAt.current = key === 'g' ? performance.now() : Number.NEGATIVE_INFINITY
      const screen = isChord ? screens.find((one) => one.key === key) : undefined
      if (screen) void router.navigate({ to: screen.path })
      return screen !== undefined || key === 'g'
    }
    const plain: Readonly<Record<string, () => void>> = {
      '?': () => showOverlay('help'),
      '/': () => {
        if (!focusSearch()) showOverlay('palette')
      },
      Escape: () => {
        if (mayGoBack) history.back()
      },
    }
    const onKey = (event: KeyboardEvent) => {
      const { key, target } = event
      if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'k') {
        event.preventDefault()
        return showOverlay('palette')
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (isTaken(target)) {
        if (key === 'Escape' && target instanceof HTMLElement) target.blur()
        return
      }
      if (go(key)) return
      const isStep = key === 'j' || key === 'k'
      if (isStep && !rowAround(target) && focusFirstRow(document)) return event.preventDefault()
      const act = plain[key] ?? screenKeys().find((one) => one.key === key)?.act
      if (!act) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [router, screens, mayGoBack])
}
