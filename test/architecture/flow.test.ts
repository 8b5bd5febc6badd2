import { describe, expect, it } from 'vitest'
import { FLOW, FOLDS_ALL } from '../../src/core/flow.ts'
import { flowDifferences, type Row, scanFlow, spelledOut } from './flow-scan.ts'
import { parseAll, readSources } from './source.ts'

/** The events of the described system; all of them must exist. */
const REQUIRED: Readonly<Record<string, string>> = {
  market: 'price_update volume_spike news earnings open close',
  portfolio: 'position_change pnl_update cash_change',
  risk: 'breach stop_loss_trigger exposure_change',
  execution: 'order_placed order_filled order_rejected order_cancelled',
  strategy: 'formed',
  ai: 'recommendation analysis_complete learning_update',
  claude: 'session_started data_quality_analysis',
  prompt: 'optimized quality_analysis',
  data: 'acquisition_completed',
  feature:
    'created updated deleted enabled disabled error health_change dependency_resolved bulk_update',
  oauth: 'initiated success error logout token_expired token_refreshed',
  system: 'health_check error maintenance',
}

const required = Object.entries(REQUIRED).flatMap(([area, facts]) =>
  facts.split(' ').map((fact) => `${area}.${fact}`),
)

const HANDLER = `import { KernelHandler } from '../core/event-bus.ts'
const HANDLES = ['market.open', 'market.close'] as const
export class RiskService extends KernelHandler<Handled> {
  constructor(deps: Deps) { super(deps.bus, HANDLES) }
  handleEvent(event: Event) { this.#say(event.type === 'market.open' ? 'risk.breach' : 'risk.limits_change') }
  #say(type: FactType) { this.#bus.publish(type, {}, BY) }
}
`
const DOOR = `const KINDS = { leave: 'market.close' } as const
export const enter = (intake: Intake | null) => intake?.post('market.open', {}, BY)
export const leave = (intake: Intake, kind: Kind) => intake.post(KINDS[kind], {}, BY)
`
const PLANTED = { 'src/services/risk-service.ts': HANDLER, 'src/cli/door.ts': DOOR }
const row = (from: string, to: string): Row => ({ from: [from], to: [to] })
const TRUE: Readonly<Record<string, Row>> = {
  'market.open': row('Intake', 'RiskService'),
  'market.close': row('Intake', 'RiskService'),
}
const TOLD =
  'export class Teller extends KernelHandler<never> { constructor(d: D) { super(d.bus, HANDLES) } }\n'
const HEARS = `const HANDLES = ['risk.breach', 'risk.limits_change'] as const\n${TOLD}`
const TRUE_TOLD = {
  ...TRUE,
  'risk.breach': row('RiskService', 'Teller'),
  'risk.limits_change': row('RiskService', 'Teller'),
}

const differences = async (
  texts: Readonly<Record<string, string>>,
  table: Readonly<Record<string, Row>>,
) => flowDifferences(table, scanFlow(await parseAll(texts)))

describe('the page of who tells whom', () => {
  it('B33 B148 every event type is stated and handled by those whom FLOW names, and by nobody else', async () => {
    expect(
      flowDifferences(spelledOut(FLOW, FOLDS_ALL), scanFlow(await readSources('src'))),
    ).toEqual([])
  })

  it('B33 all 43 event types of the described system exist', () => {
    expect(required).toHaveLength(43)
    expect(required.filter((type) => !(type in FLOW))).toEqual([])
  })

  it('B33 a true table is accepted', async () => {
    expect(await differences({ ...PLANTED, 'src/core/teller.ts': HEARS }, TRUE_TOLD)).toEqual([])
  })

  it('B33 a list that a handler imports is found where it stands', async () => {
    const list = "export const HEARD = ['risk.breach', 'risk.limits_change'] as const\n"
    const hears = `import { HEARD } from './heard.ts'\n${TOLD.replace('HANDLES', 'HEARD')}`
    const texts = { ...PLANTED, 'src/core/heard.ts': list, 'src/core/teller.ts': hears }
    expect(await differences(texts, TRUE_TOLD)).toEqual([])
  })

  it('B33 a type that nobody handles, or that has no row, is told', async () => {
    expect(await differences(PLANTED, TRUE)).toEqual([
      'risk.breach has no row in FLOW',
      'risk.limits_change has no row in FLOW',
    ])
    expect(await differences(PLANTED, TRUE_TOLD)).toContain('risk.breach is not handled by Teller')
  })

  it('B33 one who states or handles unseen is told, and a type that waits for its part may not be stated', async () => {
    const table = { ...TRUE_TOLD, 'risk.breach': { from: [], to: [], awaits: 'research' } }
    const wrong = { ...table, 'market.open': row('Clock', 'RiskService') }
    const told = await differences({ ...PLANTED, 'src/core/teller.ts': HEARS }, wrong)
    expect(told).toContain('market.open is not stated by Clock')
    expect(told).toContain('market.open is stated by Intake, which FLOW does not say')
    expect(told).toContain('risk.breach awaits research, yet is stated by RiskService')
  })

  it('B33 a type that the source does not show is told', async () => {
    const hidden = 'export class A { a(b: Bus, t: FactType) { this.bus.publish(t, {}, BY) } }\n'
    expect(await differences({ 'src/core/a.ts': hidden }, {})).toEqual([
      'src/core/a.ts:1 states a type that the source does not show',
    ])
  })
})
