import { NO_MONEY, type Paise, paise } from './money.ts'

/** What trading costs, item by item, in whole paise. As a difference between two notes an item may be negative. */
export interface Charges {
  readonly brokeragePaise: Paise
  /** Securities transaction tax. */
  readonly sttPaise: Paise
  /** The exchange's transaction charge. */
  readonly transactionPaise: Paise
  /** The exchange's levy for its investor protection fund, a charge of its own beside the transaction charge. */
  readonly ipftPaise: Paise
  /** SEBI's turnover fee. */
  readonly sebiPaise: Paise
  /** GST, before July 2017 service tax and its cesses, on the note's own charges. */
  readonly gstPaise: Paise
  readonly stampPaise: Paise
  /** The depository participant's fee for shares leaving the demat account, its tax included. */
  readonly dpPaise: Paise
  /** The broker's fee for closing an intraday position itself, its tax included. */
  readonly squareOffPaise: Paise
  readonly totalPaise: Paise
}

/** The items of a note without their total. */
export type Items = Omit<Charges, 'totalPaise'>

/** Adds the total, so that it is the items' sum by construction. */
export const charges = (items: Items): Charges => ({
  brokeragePaise: items.brokeragePaise,
  sttPaise: items.sttPaise,
  transactionPaise: items.transactionPaise,
  ipftPaise: items.ipftPaise,
  sebiPaise: items.sebiPaise,
  gstPaise: items.gstPaise,
  stampPaise: items.stampPaise,
  dpPaise: items.dpPaise,
  squareOffPaise: items.squareOffPaise,
  totalPaise: paise(
    items.brokeragePaise +
      items.sttPaise +
      items.transactionPaise +
      items.ipftPaise +
      items.sebiPaise +
      items.gstPaise +
      items.stampPaise +
      items.dpPaise +
      items.squareOffPaise,
  ),
})

/** A day without trades. */
export const NO_CHARGES: Charges = charges({
  brokeragePaise: NO_MONEY,
  sttPaise: NO_MONEY,
  transactionPaise: NO_MONEY,
  ipftPaise: NO_MONEY,
  sebiPaise: NO_MONEY,
  gstPaise: NO_MONEY,
  stampPaise: NO_MONEY,
  dpPaise: NO_MONEY,
  squareOffPaise: NO_MONEY,
})

/** Item by item. */
export const addCharges = (a: Charges, b: Charges): Charges => combined(a, b, 1)

/** Item by item; what is left may be negative. */
export const subtractCharges = (a: Charges, b: Charges): Charges => combined(a, b, -1)

const combined = (a: Charges, b: Charges, sign: 1 | -1): Charges => ({
  brokeragePaise: paise(a.brokeragePaise + sign * b.brokeragePaise),
  sttPaise: paise(a.sttPaise + sign * b.sttPaise),
  transactionPaise: paise(a.transactionPaise + sign * b.transactionPaise),
  ipftPaise: paise(a.ipftPaise + sign * b.ipftPaise),
  sebiPaise: paise(a.sebiPaise + sign * b.sebiPaise),
  gstPaise: paise(a.gstPaise + sign * b.gstPaise),
  stampPaise: paise(a.stampPaise + sign * b.stampPaise),
  dpPaise: paise(a.dpPaise + sign * b.dpPaise),
  squareOffPaise: paise(a.squareOffPaise + sign * b.squareOffPaise),
  totalPaise: paise(a.totalPaise + sign * b.totalPaise),
})
