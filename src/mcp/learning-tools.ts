import * as z from 'zod'
import type { Tool } from '../core/ai/tool.ts'
import type { Event, EventType } from '../core/events.ts'
import { eventOf } from '../core/journal.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { DENIALS } from '../domain/denial.ts'
import type { Insight } from '../domain/learning/insights.ts'
import { isoTime } from '../domain/time.ts'
import { defineTool } from './define-tool.ts'
import { instrumentField, namedInstrument } from './named-instrument.ts'
import type { ToolDesk } from './tool-desk.ts'

type Desk = Pick<ToolDesk, 'clock' | 'universe' | 'performance' | 'learnings' | 'events'>

const DECISIONS = [
  'ai.recommendation',
  'ai.forecast_made',
  'ai.forecast_resolved',
  'approval.approved',
  'approval.rejected',
  'approval.expired',
  'strategy.intent_dropped',
  'risk.order_approved',
  'risk.order_denied',
  'execution.order_filled',
] as const satisfies readonly EventType[]
type Decision = (typeof DECISIONS)[number]

const DECISIONS_MAX = 100
const LESSONS_READ = 200
const LESSONS_MAX = 20
const LESSON_MAX = 300
/** Groups that are said in full. */
const INSIGHTS_MAX = 40

const isDecision = (event: Event): event is Event<Decision> =>
  DECISIONS.some((type) => type === event.type)

/** What was decided, in figures and words of our own: no sentence of a model goes on to another. */
function decided(event: Event<Decision>): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'ai.recommendation': {
      const { recommendationId, instrument, verdict, modelVerdict, conviction, horizonDays } =
        event.data
      const { score, side, whyNot, sizeBps, provenance } = event.data
      const figures = { conviction, horizonDays, score: score.overall, sizeBps, provenance }
      return { recommendationId, instrument, verdict, modelVerdict, side, whyNot, ...figures }
    }
    case 'ai.forecast_made': {
      const { forecastId, instrument, side, probability, price, madeOn, resolvesOn } = event.data
      return { forecastId, instrument, side, probability, pricePaise: price, madeOn, resolvesOn }
    }
    case 'ai.forecast_resolved': {
      const { forecastId, instrument, side, probability, came, outcomeBps, benchmarkBps } =
        event.data
      return { forecastId, instrument, side, probability, came, outcomeBps, benchmarkBps }
    }
    case 'approval.approved':
    case 'approval.rejected':
      return { approvalId: event.data.approvalId, by: event.data.by }
    case 'approval.expired':
      return { approvalId: event.data.approvalId }
    case 'strategy.intent_dropped': {
      const { strategy, instrument, reason } = event.data
      return { strategy, instrument, whyNot: reason }
    }
    case 'risk.order_approved': {
      const { id, instrument, strategy, side, quantity } = event.data.order
      return { orderId: id, instrument, strategy, side, quantity }
    }
    case 'risk.order_denied': {
      const { instrument, strategy, side, quantity } = event.data.order
      const denials = event.data.denials.map(({ reason }) => DENIALS[reason].says)
      return { instrument, strategy, side, quantity, whyNot: denials }
    }
    case 'execution.order_filled': {
      const { orderId, instrument, strategy, side, quantity, price } = event.data
      return { orderId, instrument, strategy, side, quantity, pricePaise: price }
    }
    default:
      return event satisfies never
  }
}

const decisionRow = (event: Event<Decision>) => ({
  seq: event.seq,
  at: isoTime(event.at),
  type: event.type,
  correlationId: event.correlationId,
  ...decided(event),
})

function decisionLogTool(desk: Desk): Tool {
  return defineTool({
    name: 'get_decision_log',
    says: 'What was recommended, approved, denied, dropped and filled, newest first, with the rules that stopped it and what forecasts came to',
    input: z.strictObject({
      instrument: instrumentField.nullable().default(null),
      count: z.int().min(1).max(DECISIONS_MAX).default(30),
      before: z
        .int()
        .min(1)
        .nullable()
        .default(null)
        .describe('Earlier than this seq: the next page'),
    }),
    async call({ instrument: wanted, count, before }) {
      const instrument = wanted === null ? null : namedInstrument(wanted, desk.universe)
      const text = instrument === null ? null : quoted(instrument)
      const question = { types: DECISIONS, after: null, before, text, limit: count }
      const events = (await desk.events(question)).map(eventOf).filter(isDecision)
      const decisions = events.map(decisionRow).reverse()
      const data = { decisions, nextBefore: events[0]?.seq ?? null }
      return { source: 'the journal of the book', asOf: isoTime(desk.clock.now()), data }
    },
  })
}

/** As it stands in an event, so that INFY is not found in INFYBEES. */
const quoted = (instrument: InstrumentId): string => JSON.stringify(instrument)

function performanceTool(desk: Desk): Tool {
  return defineTool({
    name: 'get_performance',
    says: 'Every metric of the account over closes and closed trades, after charges; one that is withheld says why',
    input: z.strictObject({}),
    async call() {
      const { years, strategies, settings: _, ...report } = await desk.performance()
      const data = { ...report, strategies, years }
      return { source: 'the performance calculator', asOf: isoTime(desk.clock.now()), data }
    },
  })
}

const insightRow = (insight: Insight) => ({
  ...insight,
  meanNetBps: Math.round(insight.meanNetBps * 10) / 10,
})

const isLesson = (event: Event): event is Event<'ai.learning_update'> =>
  event.type === 'ai.learning_update'

/** Letters, figures and plain marks: a lesson is shown as a note, and can neither format nor address anything. */
const asNote = (text: string): string =>
  text
    .replaceAll(/https?:\S*/gi, ' ')
    .replaceAll(/[^\p{L}\p{M}\p{N} .,:;%()+/₹'’-]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, LESSON_MAX)

function learningsTool(desk: Desk): Tool {
  return defineTool({
    name: 'get_strategy_learnings',
    says: 'What closed trades teach by strategy and group, corrected for how much was looked at, and lessons that were noted',
    input: z.strictObject({
      strategy: z.string().min(1).max(60).nullable().default(null).describe('Only of this one'),
    }),
    async call({ strategy }, { by }) {
      const isOf = (row: { readonly strategy: string }) =>
        strategy === null || row.strategy === strategy
      const learnings = await desk.learnings()
      const question = { types: LESSON, after: null, before: null, text: null, limit: LESSONS_READ }
      const noted = (await desk.events(question)).map(eventOf).filter(isLesson).reverse()
      // A conversation has read what publishers write: what it noted goes to people, not to those who judge.
      const isForPerson = by === 'chat' || by === 'mcp'
      const lessons = noted.filter(
        ({ data }) => isOf(data) && (isForPerson || data.by === 'learner'),
      )
      const data = {
        samples: learnings.samples,
        samplesMin: learnings.samplesMin,
        groupsTested: learnings.looks,
        insights: learnings.insights.filter(isOf).slice(0, INSIGHTS_MAX).map(insightRow),
        withheldGroups: learnings.withheld.filter(isOf).length,
        lessons: lessons.slice(0, LESSONS_MAX).map((event) => ({
          at: isoTime(event.at),
          strategy: event.data.strategy,
          instrument: event.data.instrument,
          by: event.data.by,
          note: asNote(event.data.lesson),
        })),
      }
      return { source: 'closed trades of the book', asOf: isoTime(desk.clock.now()), data }
    },
  })
}

const LESSON = ['ai.learning_update'] as const

/** How it went, and what was made of it. */
export const learningTools = (desk: Desk): readonly Tool[] => [
  performanceTool(desk),
  decisionLogTool(desk),
  learningsTool(desk),
]
