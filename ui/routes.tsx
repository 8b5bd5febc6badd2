import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router'
import { Frame } from './frame/frame.tsx'
import { NoScreen, ScreenFault } from './frame/screen-fault.tsx'

const root = createRootRoute({ component: Frame, notFoundComponent: NoScreen })
const under = { getParentRoute: () => root } as const

const pages = [
  createRoute({
    ...under,
    path: '/',
    component: lazyRouteComponent(() => import('./pages/desk/desk-page.tsx'), 'DeskPage'),
  }),
  createRoute({
    ...under,
    path: '/portfolio',
    component: lazyRouteComponent(
      () => import('./pages/portfolio/portfolio-page.tsx'),
      'PortfolioPage',
    ),
  }),
  createRoute({
    ...under,
    path: '/trade',
    component: lazyRouteComponent(() => import('./pages/trade/trade-page.tsx'), 'TradePage'),
  }),
  createRoute({
    ...under,
    path: '/strategies',
    component: lazyRouteComponent(
      () => import('./pages/strategies/strategies-page.tsx'),
      'StrategiesPage',
    ),
  }),
  createRoute({
    ...under,
    path: '/risk',
    component: lazyRouteComponent(() => import('./pages/risk/risk-page.tsx'), 'RiskPage'),
  }),
  createRoute({
    ...under,
    path: '/chart',
    component: lazyRouteComponent(() => import('./pages/chart/chart-page.tsx'), 'ChartPage'),
  }),
  createRoute({
    ...under,
    path: '/backtests',
    component: lazyRouteComponent(
      () => import('./pages/backtests/backtests-page.tsx'),
      'BacktestsPage',
    ),
  }),
  createRoute({
    ...under,
    path: '/journal',
    component: lazyRouteComponent(() => import('./pages/journal/journal-page.tsx'), 'JournalPage'),
  }),
  createRoute({
    ...under,
    path: '/approvals',
    component: lazyRouteComponent(
      () => import('./pages/approvals/approvals-page.tsx'),
      'ApprovalsPage',
    ),
  }),
  createRoute({
    ...under,
    path: '/research',
    component: lazyRouteComponent(
      () => import('./pages/research/research-page.tsx'),
      'ResearchPage',
    ),
  }),
  createRoute({
    ...under,
    path: '/ai',
    component: lazyRouteComponent(() => import('./pages/ai/ai-page.tsx'), 'AiPage'),
  }),
  createRoute({
    ...under,
    path: '/chat',
    component: lazyRouteComponent(() => import('./pages/chat/chat-page.tsx'), 'ChatPage'),
  }),
  createRoute({
    ...under,
    path: '/health',
    component: lazyRouteComponent(() => import('./pages/health/health-page.tsx'), 'HealthPage'),
  }),
  createRoute({
    ...under,
    path: '/settings',
    component: lazyRouteComponent(
      () => import('./pages/settings/settings-page.tsx'),
      'SettingsPage',
    ),
  }),
]

/** The way from an address to its screen, each loaded when it is first gone to. */
export const router = createRouter({
  routeTree: root.addChildren(pages),
  defaultErrorComponent: ScreenFault,
  defaultPreload: 'intent',
  scrollRestoration: true,
})
