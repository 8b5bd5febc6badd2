import { ExactMoney, Money, MoneyChange, Named } from '../../components/figure.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { useTopic } from '../../live/live-context.ts'

/** From capital to equity: what was earned, and what it cost. */
export function ChargesPanel() {
  const money = useTopic('dashboard', (state) => state.status.money)
  const open = useTopic('dashboard', (state) => state.positions)
  const openPaise = Object.values(open ?? {}).reduce((sum, { resultPaise }) => sum + resultPaise, 0)
  return (
    <Panel
      title="Account"
      source="journal"
      state={useTopicState('dashboard')}
      skeleton={<ListSkeleton rows={1} />}
    >
      {money ? (
        <dl className="grid grid-cols-2 gap-4 py-1 md:grid-cols-7">
          <Named name="Capital">
            <Money paise={money.capitalPaise} />
          </Named>
          <Named name="Realised, before charges">
            <MoneyChange paise={money.realisedPaise} />
          </Named>
          <Named name="Open positions">
            <MoneyChange paise={openPaise} />
          </Named>
          <Named name="Charges paid">
            <ExactMoney paise={money.chargesPaise} />
          </Named>
          <Named name="of these today">
            <ExactMoney paise={money.chargesTodayPaise} />
          </Named>
          <Named name="Equity">
            <Money paise={money.equityPaise} />
          </Named>
          <Named name="Cash">
            <Money paise={money.cashPaise} />
          </Named>
        </dl>
      ) : null}
    </Panel>
  )
}
