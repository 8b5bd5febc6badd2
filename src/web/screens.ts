import { AWAITED_SCREENS } from './not-yet.ts'

const SCREENS = [
  'desk',
  'portfolio',
  'trade',
  'chart',
  'strategies',
  'backtests',
  'risk',
  'journal',
  'approvals',
  'research',
  'ai',
  'chat',
  'scheduler',
  'broker',
  'trust',
  'health',
  'settings',
]

/** Screens whose part is there: the dashboard shows no others. */
export const AVAILABLE_SCREENS: readonly string[] = SCREENS.filter(
  (screen) => !AWAITED_SCREENS.includes(screen),
)
