import { useSyncExternalStore } from 'react'

/** How the page looks by choice; `system` follows the machine. */
export const THEMES = ['system', 'light', 'dark'] as const
export type ThemeChoice = (typeof THEMES)[number]

const KEY = 'theme'
const listeners = new Set<() => void>()
const system = matchMedia('(prefers-color-scheme: dark)')

const choiceOf = (text: string | null): ThemeChoice =>
  THEMES.find((theme) => theme === text) ?? 'system'

let choice = choiceOf(localStorage.getItem(KEY))

function show(): void {
  if (choice === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = choice
  for (const listener of listeners) listener()
}

/** Takes a choice and keeps it for the next visit. */
export function chooseTheme(next: ThemeChoice): void {
  choice = next
  localStorage.setItem(KEY, next)
  show()
}

/** Looks as it was chosen last, and follows the machine from now on. */
export function startTheme(): void {
  show()
  system.addEventListener('change', show)
}

const isDark = (): boolean => (choice === 'system' ? system.matches : choice === 'dark')

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(listen, () => choice)

/** Whether the page is dark now; charts draw again when it changes. */
export const useIsDark = (): boolean => useSyncExternalStore(listen, isDark)
