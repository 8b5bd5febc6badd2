import type { FieldFaults } from '../../api/failure.ts'
import type { Query } from '../../api/routes.ts'
import { Field } from '../../components/field.tsx'

/** Rules as they are written; an empty one is left out. */
export type Rules = Readonly<Record<RuleId, string>>

const RULES = [
  { id: 'marketCapCroreMin', word: 'Market value from, ₹ cr' },
  { id: 'peMax', word: 'P/E up to' },
  { id: 'roePercentMin', word: 'RoE from, %' },
  { id: 'debtToEquityMax', word: 'Debt to equity up to' },
  { id: 'rsiBelow', word: 'RSI 14 below' },
  { id: 'rsiAbove', word: 'RSI 14 above' },
  { id: 'aboveEma', word: 'Above EMA of days' },
  { id: 'turnoverCroreMin', word: 'Turnover from, ₹ cr' },
] as const
type RuleId = (typeof RULES)[number]['id']

/** Rules on the company have a usual limit, which the word `any` lifts; the others are left out when they are empty. */
const USUAL: ReadonlySet<RuleId> = new Set([
  'marketCapCroreMin',
  'peMax',
  'roePercentMin',
  'debtToEquityMax',
])

export const FIRST_RULES: Rules = {
  marketCapCroreMin: '100',
  peMax: '25',
  roePercentMin: '10',
  debtToEquityMax: '0.5',
  rsiBelow: '',
  rsiAbove: '',
  aboveEma: '',
  turnoverCroreMin: '',
}

/** Rules as the desk is asked; by their own text, so that the same rules are one question. */
export const rulesQuery = (rules: Rules): Query =>
  Object.fromEntries(
    RULES.map(({ id }) => {
      const text = rules[id].trim()
      return [id, text === '' ? (USUAL.has(id) ? 'any' : undefined) : text]
    }),
  )

interface ScreenerRulesProps {
  readonly rules: Rules
  readonly faults: FieldFaults
  readonly onChange: (rules: Rules) => void
}

/** The rules of the screener, side by side; each acts as it is written. */
export const ScreenerRules = ({ rules, faults, onChange }: ScreenerRulesProps) => (
  <form
    className="grid grid-cols-2 gap-x-4 gap-y-2 py-2 md:grid-cols-4 lg:grid-cols-8"
    onSubmit={(event) => event.preventDefault()}
  >
    {RULES.map(({ id, word }) => (
      <Field key={id} label={word} fault={faults[id]}>
        {({ className, ...control }) => (
          <input
            {...control}
            inputMode="decimal"
            autoComplete="off"
            placeholder="any"
            value={rules[id]}
            onChange={({ target }) => onChange({ ...rules, [id]: target.value })}
            className={`${className} figures text-right`}
          />
        )}
      </Field>
    ))}
  </form>
)
