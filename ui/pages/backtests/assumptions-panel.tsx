import { Panel } from '../../components/panel.tsx'
import { sentence, spoken } from '../../format.ts'
import { RESULT } from './result-state.ts'

interface AssumptionsPanelProps {
  readonly assumptions: Readonly<Record<string, string | readonly string[]>>
  readonly dataHash: string
  readonly orders: string
}

/** What the result rests on: without it a figure says nothing. */
export const AssumptionsPanel = ({ assumptions, dataHash, orders }: AssumptionsPanelProps) => (
  <Panel title="Assumptions" source="of this run" state={RESULT} skeleton={null}>
    <dl className="grid gap-x-6 md:grid-cols-[8rem_minmax(0,1fr)]">
      {Object.entries(assumptions).map(([name, says]) => (
        <Line key={name} name={spoken(name)} says={[says].flat().map(sentence).join(' ')} />
      ))}
      <Line name="asked for" says={sentence(orders)} />
      <Line name="hash of the data" says={dataHash} isCode />
    </dl>
  </Panel>
)

interface LineProps {
  readonly name: string
  readonly says: string
  readonly isCode?: boolean
}

const Line = ({ name, says, isCode = false }: LineProps) => (
  <>
    <dt className="text-s text-quiet md:border-t md:border-line md:py-1">{name}</dt>
    <dd className="pb-2 text-pretty md:border-t md:border-line md:py-1">
      {isCode ? <code className="font-mono text-s break-all">{says}</code> : says}
    </dd>
  </>
)
