import type { ChargesBody } from '../../src/web/contract/orders.ts'
import { ExactMoney } from './figure.tsx'

const ITEMS: readonly (readonly [keyof ChargesBody, string])[] = [
  ['brokeragePaise', 'Brokerage'],
  ['sttPaise', 'Securities transaction tax'],
  ['transactionPaise', 'Exchange transaction charge'],
  ['ipftPaise', 'Investor protection fund'],
  ['sebiPaise', 'SEBI turnover fee'],
  ['gstPaise', 'GST'],
  ['stampPaise', 'Stamp duty'],
  ['dpPaise', 'Depository participant'],
  ['squareOffPaise', 'Square-off by the broker'],
]

/** Charges item by item, with their sum. */
export const ChargesList = ({ charges }: { readonly charges: ChargesBody }) => (
  <dl>
    {ITEMS.filter(([item]) => charges[item] !== 0).map(([item, word]) => (
      <div key={item} className="flex justify-between gap-4 border-b border-line py-0.5">
        <dt className="text-quiet">{word}</dt>
        <dd>
          <ExactMoney paise={charges[item]} />
        </dd>
      </div>
    ))}
    <div className="flex justify-between gap-4 py-0.5 font-semibold">
      <dt>Together</dt>
      <dd>
        <ExactMoney paise={charges.totalPaise} />
      </dd>
    </div>
  </dl>
)
