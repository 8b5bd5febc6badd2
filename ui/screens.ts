import {
  Activity,
  BrainCircuit,
  CandlestickChart,
  CircleCheckBig,
  FlaskConical,
  LayoutDashboard,
  type LucideIcon,
  MessagesSquare,
  Microscope,
  NotebookText,
  ReceiptIndianRupee,
  Settings,
  ShieldAlert,
  Sparkles,
  Wallet,
} from 'lucide-react'

/** A screen as the rail, the keys and the palette name it. */
export interface Screen {
  readonly id: string
  readonly word: string
  readonly path: string
  /** Goes there after `g`. */
  readonly key: string
  readonly icon: LucideIcon
}

/** Every screen in the rail's order; each has its route in routes.tsx. */
export const SCREENS: readonly Screen[] = [
  { id: 'desk', word: 'Desk', path: '/', key: 'd', icon: LayoutDashboard },
  { id: 'portfolio', word: 'Portfolio', path: '/portfolio', key: 'p', icon: Wallet },
  { id: 'trade', word: 'Trade', path: '/trade', key: 't', icon: ReceiptIndianRupee },
  { id: 'chart', word: 'Chart', path: '/chart', key: 'c', icon: CandlestickChart },
  { id: 'strategies', word: 'Strategies', path: '/strategies', key: 's', icon: Sparkles },
  { id: 'backtests', word: 'Backtests', path: '/backtests', key: 'b', icon: FlaskConical },
  { id: 'risk', word: 'Risk', path: '/risk', key: 'r', icon: ShieldAlert },
  { id: 'journal', word: 'Journal', path: '/journal', key: 'j', icon: NotebookText },
  { id: 'approvals', word: 'Approvals', path: '/approvals', key: 'a', icon: CircleCheckBig },
  { id: 'research', word: 'Research', path: '/research', key: 'e', icon: Microscope },
  { id: 'ai', word: 'AI', path: '/ai', key: 'i', icon: BrainCircuit },
  { id: 'chat', word: 'Chat', path: '/chat', key: 'm', icon: MessagesSquare },
  { id: 'health', word: 'Health', path: '/health', key: 'h', icon: Activity },
  { id: 'settings', word: 'Settings', path: '/settings', key: 'o', icon: Settings },
]
