import { Dashboards } from './dashboard-servers.ts'
import { defineBench } from './define-bench.ts'
import { timeAnswers } from './http-load.ts'

const dashboards = new Dashboards(false)
const size = { bytes: 0 }

export default defineBench({
  row: 'P9',
  title: 'GET /api/dashboard with a token, a limit and headers',
  unit: 'requests/s',
  goal: { first: 3, goal: 8 },
  sizes: [1_000, 4_000, 16_000],
  async ours(count) {
    const { ours, bodyBytes } = await dashboards.questions()
    size.bytes = bodyBytes
    return timeAnswers(ours, count)
  },
  peers: {
    'Express, the same body': async (count) =>
      timeAnswers((await dashboards.questions()).express, count),
    'Express, its bytes made before': async (count) =>
      timeAnswers((await dashboards.questions()).expressReadyMade, count),
  },
  close: () => dashboards.close(),
  get notes() {
    return [
      `A body of ${(size.bytes / 1_000).toFixed(1)} kB over 32 kept connections, each server in a process of its own; ours is the program itself, its market open.`,
    ]
  },
})
