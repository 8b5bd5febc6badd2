import { Dashboards } from './dashboard-servers.ts'
import { defineBench } from './define-bench.ts'
import { timeAnswers } from './http-load.ts'

const dashboards = new Dashboards(true)

export default defineBench({
  row: 'P9',
  title: 'The same by who shows the tag of what he has (If-None-Match)',
  unit: 'requests/s',
  goal: { first: 3, goal: 8 },
  sizes: [1_000, 4_000, 16_000],
  ours: async (count) => timeAnswers((await dashboards.questions()).ours, count),
  peers: {
    'Express, the same body': async (count) =>
      timeAnswers((await dashboards.questions()).express, count),
    'Express, its bytes made before': async (count) =>
      timeAnswers((await dashboards.questions()).expressReadyMade, count),
  },
  close: () => dashboards.close(),
  notes: [
    'Our desk has a newer state up to four times a second, which then goes out whole once to each connection; the peer’s never changes.',
  ],
})
