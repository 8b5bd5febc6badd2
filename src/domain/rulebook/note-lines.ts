import type { InstrumentId } from '../brand.ts'
import { type Charges, charges } from '../charges.ts'
import { atRate, type Paise, paise, portion } from '../money.ts'
import type { ChargeTerms, DayRates } from './charge-rates.ts'
import type { Venue } from './charges-exchange.ts'
import { itemsOf, nettedOf, type ScripSums, type SideSums } from './scrip-charges.ts'

/** A day's trades on one exchange, value in paise. */
export interface VenueSums {
  readonly venue: Venue
  turnover: number
  trades: number
}

/** One share's part of a day's note. */
export interface NoteLine {
  readonly instrument: InstrumentId
  readonly buyQuantity: number
  readonly buyValuePaise: Paise
  readonly sellQuantity: number
  readonly sellValuePaise: Paise
  /** Shares that were bought and sold the same day, and shares that change hands for good. */
  readonly intradayQuantity: number
  readonly deliveryQuantity: number
  readonly charges: Charges
}

/** An exchange's part of the note: rounded once, on the day's turnover there. */
export function venueItems(
  { venue, turnover, trades }: Readonly<VenueSums>,
  { transaction, ipft }: DayRates,
): { readonly transaction: number; readonly ipft: number } {
  const { rate, perTradePaise } = transaction[venue]
  return {
    transaction: atRate(paise(turnover), rate) + trades * perTradePaise,
    ipft: atRate(paise(turnover), ipft[venue]),
  }
}

/**
 * A line for each share. What the day owes as a whole (exchange, SEBI, tax, capped stamp duty) is allotted by weight,
 * so that the lines add up to the note, item by item, to the paisa.
 */
export function linesOf(
  scrips: readonly ScripSums[],
  venues: readonly VenueSums[],
  total: Charges,
  rates: DayRates,
  terms: ChargeTerms,
): readonly NoteLine[] {
  const own = scrips.map((scrip) => itemsOf(scrip, rates, terms))
  const values = scrips.map(({ cnc, mis }) => turnoverOf(cnc) + turnoverOf(mis))
  const byVenue = (pick: (venue: VenueSums) => number): readonly number[] =>
    venues
      .map((sums) => allotted(pick(sums), whereOn(scrips, values, sums.venue)))
      .reduce(
        (sum, part) => sum.map((amount, i) => amount + at(part, i)),
        scrips.map(() => 0),
      )
  const transaction = byVenue((sums) => venueItems(sums, rates).transaction)
  const ipft = byVenue((sums) => venueItems(sums, rates).ipft)
  const sebi = allotted(total.sebiPaise, values)
  const stamp = allotted(
    total.stampPaise,
    own.map((items) => items.stamp),
  )
  const taxedSebi = rates.serviceTax.isOnSebiFee ? sebi : []
  const gst = allotted(
    total.gstPaise,
    own.map(({ brokerage }, i) => brokerage + at(transaction, i) + at(ipft, i) + at(taxedSebi, i)),
  )
  return scrips.map((scrip, i) => {
    const { brokerage, stt, dp, squareOff } = itemsOf(scrip, rates, terms)
    return lineOf(
      scrip,
      charges({
        brokeragePaise: brokerage,
        sttPaise: stt,
        transactionPaise: paise(at(transaction, i)),
        ipftPaise: paise(at(ipft, i)),
        sebiPaise: paise(at(sebi, i)),
        gstPaise: paise(at(gst, i)),
        stampPaise: paise(at(stamp, i)),
        dpPaise: dp,
        squareOffPaise: squareOff,
      }),
    )
  })
}

/** An amount in parts by weight; the parts add up to it. All weights zero: the amount goes to the last. */
export function allotted(amount: number, weights: readonly number[]): readonly number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  let weight = 0
  let given = 0
  return weights.map((own, i) => {
    weight += own
    const isLast = i === weights.length - 1
    const upTo = isLast ? amount : whole === 0 ? 0 : portion(amount, weight, whole)
    const part = upTo - given
    given = upTo
    return part
  })
}

const at = (parts: readonly number[], index: number): number => parts[index] ?? 0

const turnoverOf = ({ buyValue, sellValue }: SideSums): number => buyValue + sellValue

const whereOn = (scrips: readonly ScripSums[], values: readonly number[], venue: Venue) =>
  values.map((value, i) => (scrips[i]?.venue === venue ? value : 0))

function lineOf(scrip: ScripSums, own: Charges): NoteLine {
  const { instrument, cnc, mis } = scrip
  const netted = nettedOf(scrip)
  return {
    instrument,
    buyQuantity: cnc.buyQuantity + mis.buyQuantity,
    buyValuePaise: paise(cnc.buyValue + mis.buyValue),
    sellQuantity: cnc.sellQuantity + mis.sellQuantity,
    sellValuePaise: paise(cnc.sellValue + mis.sellValue),
    intradayQuantity: netted + Math.max(mis.buyQuantity, mis.sellQuantity),
    deliveryQuantity: Math.abs(cnc.buyQuantity - cnc.sellQuantity),
    charges: own,
  }
}
