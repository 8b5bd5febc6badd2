import * as z from 'zod'
import { isUuid } from '../../domain/brand.ts'
import {
  backtestWish,
  comparisonBody,
  runBody,
  runRow,
  runsBody,
  storedBody,
} from '../contract/strategies.ts'
import { type Answer, defineRoute, json, type Route } from '../route.ts'
import { runRowOf } from '../views/runs-view.ts'

const TAKEN = 202
const group = 'strategies'
const id = z.string().refine(isUuid, 'must be the id of a run')
const ofRun = z.object({ id })
const COMPARED_MAX = 4
const ofRuns = z.object({
  ids: z
    .string()
    .max(200)
    .transform((text) => [...new Set(text.split(','))])
    .pipe(z.array(id).min(2).max(COMPARED_MAX)),
})

/** A page that may run its own script and nothing else: it can neither ask the desk nor read its cookies. */
const ALONE = "frame-ancestors 'none'; sandbox allow-scripts allow-downloads allow-modals"

const asBytes = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** What never changes any more is named by its id. */
const lasting = (name: string, body: Buffer): Answer => ({
  kind: 'bytes',
  bytes: { body, etag: `"${name}"` },
})

const OPENING_BRACE = 1

/** Backtests and sweeps: started, followed, read, compared and forgotten. */
export const runs: readonly Route[] = [
  defineRoute({
    method: 'POST',
    url: '/api/backtests',
    group,
    need: 'propose',
    key: 'optional',
    says: 'Starts a backtest, with ranges a sweep; how far it has come is told by the topic "runs"',
    body: backtestWish,
    reply: runRow,
    status: TAKEN,
    answer: async ({ body }, { runDesk }) => json(runRowOf(await runDesk.start(body)), TAKEN),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/backtests',
    group,
    need: 'read',
    says: 'Runs, newest first, also those of the command line',
    reply: runsBody,
    answer: async (_, { runDesk }) => json({ runs: (await runDesk.list()).map(runRowOf) }),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/backtests/compare',
    group,
    need: 'read',
    says: 'Two to four runs side by side: their differences, whether they may be compared, and verdicts',
    query: ofRuns,
    reply: comparisonBody,
    answer: async ({ query: { ids } }, { runReader }) =>
      lasting(`runs-${ids.join('-')}`, asBytes(await runReader.compare(ids))),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/backtests/:id',
    group,
    need: 'read',
    says: 'What was asked of a run, what came out, and what its trades teach',
    params: ofRun,
    reply: runBody,
    async answer({ params }, { runDesk, runReader }) {
      const line = await runDesk.get(params.id)
      const run = runRowOf(line)
      if (line.state !== 'done') return json({ run, spec: null, result: null, learnings: null })
      const rest = asBytes(await runReader.document(line.id)).subarray(OPENING_BRACE)
      const head = Buffer.from(`{"run":${JSON.stringify(run)},`)
      return lasting(`run-${line.id}`, Buffer.concat([head, rest]))
    },
  }),
  defineRoute({
    method: 'GET',
    url: '/api/backtests/:id/report',
    group,
    need: 'read',
    says: 'The report of a run: one page that needs nothing else',
    params: ofRun,
    reply: z.string(),
    async answer({ params }, { runReader }) {
      const { html, policy } = await runReader.report(params.id)
      return { kind: 'page', html: asBytes(html), policy: `${policy}; ${ALONE}` }
    },
  }),
  defineRoute({
    method: 'POST',
    url: '/api/backtests/:id/cancel',
    group,
    need: 'propose',
    key: 'optional',
    says: 'Ends a run that waits or is under way; nothing of it is kept',
    params: ofRun,
    reply: runRow,
    answer: async ({ params }, { runDesk }) => json(runRowOf(await runDesk.cancel(params.id))),
  }),
  defineRoute({
    method: 'DELETE',
    url: '/api/backtests/:id',
    group,
    need: 'operate',
    says: 'Forgets a run that has ended; what was tried in it still counts',
    params: ofRun,
    reply: z.object({ deleted: z.string() }),
    async answer({ params }, { runDesk }) {
      await runDesk.remove(params.id)
      return json({ deleted: params.id })
    },
  }),
  defineRoute({
    method: 'GET',
    url: '/api/data',
    group,
    need: 'read',
    says: 'What is stored, of bars and about companies; more is taken over by POST /api/data/import or "robo-trader data import FILE…"',
    reply: storedBody,
    async answer(_, { runReader }) {
      const body = asBytes(await runReader.storedSeries())
      return { kind: 'text', type: 'application/json; charset=utf-8', text: body.toString() }
    },
  }),
]
