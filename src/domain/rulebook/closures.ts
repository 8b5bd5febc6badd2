import { type TradeDate, tradeDate } from '../time.ts'
import type { Confidence } from './dated.ts'

/** A weekday without a session, or a session day on which nothing is settled. */
export interface Closure {
  readonly date: TradeDate
  readonly name: string
  readonly source: string
  readonly confidence: Confidence
}

/** The first day for which the lists below are complete; before it only the weekday is known. */
export const KNOWN_FROM: TradeDate = tradeDate('2015-01-01')
/** The last day of the exchanges’ lists; later days follow the weekday until the next list is added. */
export const KNOWN_TO: TradeDate = tradeDate('2026-12-31')

/** Weekdays without any session; the days are NSE's, the names those of the exchanges' lists. */
const HOLIDAYS: Readonly<Record<number, string>> = {
  2015: `01-26 Republic Day, 02-17 Mahashivratri, 03-06 Holi, 04-02 Mahavir Jayanti, 04-03 Good Friday,
    04-14 Ambedkar Jayanti, 05-01 Maharashtra Day, 09-17 Ganesh Chaturthi, 09-25 Bakri Id,
    10-02 Gandhi Jayanti, 10-22 Dussehra, 11-12 Diwali Balipratipada, 11-25 Guru Nanak Jayanti,
    12-25 Christmas`,
  2016: `01-26 Republic Day, 03-07 Mahashivratri, 03-24 Holi, 03-25 Good Friday, 04-14 Ambedkar Jayanti,
    04-15 Ram Navami, 04-19 Mahavir Jayanti, 07-06 Id-ul-Fitr, 08-15 Independence Day,
    09-05 Ganesh Chaturthi, 09-13 Bakri Id, 10-11 Dussehra, 10-12 Muharram,
    10-31 Diwali Balipratipada, 11-14 Guru Nanak Jayanti`,
  2017: `01-26 Republic Day, 02-24 Mahashivratri, 03-13 Holi, 04-04 Ram Navami, 04-14 Good Friday,
    05-01 Maharashtra Day, 06-26 Id-ul-Fitr, 08-15 Independence Day, 08-25 Ganesh Chaturthi,
    10-02 Gandhi Jayanti, 10-20 Diwali Balipratipada, 12-25 Christmas`,
  2018: `01-26 Republic Day, 02-13 Mahashivratri, 03-02 Holi, 03-29 Mahavir Jayanti, 03-30 Good Friday,
    05-01 Maharashtra Day, 08-15 Independence Day, 08-22 Bakri Id, 09-13 Ganesh Chaturthi,
    09-20 Muharram, 10-02 Gandhi Jayanti, 10-18 Dussehra, 11-08 Diwali Balipratipada,
    11-23 Guru Nanak Jayanti, 12-25 Christmas`,
  2019: `03-04 Mahashivratri, 03-21 Holi, 04-17 Mahavir Jayanti, 04-19 Good Friday,
    04-29 General election in Mumbai, 05-01 Maharashtra Day, 06-05 Id-ul-Fitr, 08-12 Bakri Id,
    08-15 Independence Day, 09-02 Ganesh Chaturthi, 09-10 Muharram, 10-02 Gandhi Jayanti,
    10-08 Dussehra, 10-21 Assembly election in Maharashtra, 10-28 Diwali Balipratipada,
    11-12 Guru Nanak Jayanti, 12-25 Christmas`,
  2020: `02-21 Mahashivratri, 03-10 Holi, 04-02 Ram Navami, 04-06 Mahavir Jayanti, 04-10 Good Friday,
    04-14 Ambedkar Jayanti, 05-01 Maharashtra Day, 05-25 Id-ul-Fitr, 10-02 Gandhi Jayanti,
    11-16 Diwali Balipratipada, 11-30 Guru Nanak Jayanti, 12-25 Christmas`,
  2021: `01-26 Republic Day, 03-11 Mahashivratri, 03-29 Holi, 04-02 Good Friday, 04-14 Ambedkar Jayanti,
    04-21 Ram Navami, 05-13 Id-ul-Fitr, 07-21 Bakri Id, 08-19 Muharram, 09-10 Ganesh Chaturthi,
    10-15 Dussehra, 11-05 Diwali Balipratipada, 11-19 Guru Nanak Jayanti`,
  2022: `01-26 Republic Day, 03-01 Mahashivratri, 03-18 Holi, 04-14 Ambedkar Jayanti, 04-15 Good Friday,
    05-03 Id-ul-Fitr, 08-09 Muharram, 08-15 Independence Day, 08-31 Ganesh Chaturthi, 10-05 Dussehra,
    10-26 Diwali Balipratipada, 11-08 Guru Nanak Jayanti`,
  2023: `01-26 Republic Day, 03-07 Holi, 03-30 Ram Navami, 04-04 Mahavir Jayanti, 04-07 Good Friday,
    04-14 Ambedkar Jayanti, 05-01 Maharashtra Day, 06-29 Bakri Id, 08-15 Independence Day,
    09-19 Ganesh Chaturthi, 10-02 Gandhi Jayanti, 10-24 Dussehra, 11-14 Diwali Balipratipada,
    11-27 Guru Nanak Jayanti, 12-25 Christmas`,
  2024: `01-22 Consecration at Ayodhya, 01-26 Republic Day, 03-08 Mahashivratri, 03-25 Holi,
    03-29 Good Friday, 04-11 Id-ul-Fitr, 04-17 Ram Navami, 05-01 Maharashtra Day,
    05-20 General election in Mumbai, 06-17 Bakri Id, 07-17 Muharram, 08-15 Independence Day,
    10-02 Gandhi Jayanti, 11-15 Guru Nanak Jayanti, 11-20 Assembly election in Maharashtra,
    12-25 Christmas`,
  2025: `02-26 Mahashivratri, 03-14 Holi, 03-31 Id-ul-Fitr, 04-10 Mahavir Jayanti,
    04-14 Ambedkar Jayanti, 04-18 Good Friday, 05-01 Maharashtra Day, 08-15 Independence Day,
    08-27 Ganesh Chaturthi, 10-02 Gandhi Jayanti, 10-22 Diwali Balipratipada,
    11-05 Guru Nanak Jayanti, 12-25 Christmas`,
  2026: `01-15 Municipal election in Maharashtra, 01-26 Republic Day, 03-03 Holi, 03-26 Ram Navami,
    03-31 Mahavir Jayanti, 04-03 Good Friday, 04-14 Ambedkar Jayanti, 05-01 Maharashtra Day,
    05-28 Bakri Id, 06-26 Muharram, 09-14 Ganesh Chaturthi, 10-02 Gandhi Jayanti, 10-20 Dussehra,
    11-10 Diwali Balipratipada, 11-24 Guru Nanak Jayanti, 12-25 Christmas`,
}

/** Sessions on which banks or depositories are shut: trades are made but none is settled. */
const SETTLEMENT_HOLIDAYS: Readonly<Record<number, string>> = {
  2016: '04-01 Annual closing of banks',
  2021: `02-19 Shivaji Jayanti, 04-01 Annual closing of banks, 04-13 Gudi Padwa,
    05-26 Buddha Pournima, 08-16 Parsi New Year, 10-19 Id-e-Milad`,
  2022: '04-01 Annual closing of banks, 05-16 Buddha Pournima, 08-16 Parsi New Year',
  2023: `03-22 Gudi Padwa, 05-05 Buddha Pournima, 08-16 Parsi New Year, 09-29 Id-e-Milad`,
  2024: `02-19 Shivaji Jayanti, 04-01 Annual closing of banks, 04-09 Gudi Padwa,
    05-23 Buddha Pournima, 09-18 Id-e-Milad`,
  2025: `02-19 Shivaji Jayanti, 04-01 Annual closing of banks, 05-12 Buddha Pournima,
    09-05 Id-e-Milad, 09-08 Id-e-Milad in Mumbai`,
  2026: `02-19 Shivaji Jayanti, 03-19 Gudi Padwa, 04-01 Annual closing of banks, 08-26 Id-e-Milad`,
}

const HOLIDAY_SOURCE =
  'NSE holiday lists; days compared with the sessions that its daily files show from October 2019 to August 2026'
const SETTLEMENT_SOURCE =
  'clearing corporations: 2026 NCL/CMPT/71904 and BSE 20251224-1; earlier years as brokers and the press reported them'

/** Years whose list of settlement holidays is incomplete, or partly from memory. */
const INCOMPLETE_SETTLEMENT = new Set([2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2024])

function read(
  years: Readonly<Record<number, string>>,
  source: string,
  confidenceOf: (year: number) => Confidence,
): readonly Closure[] {
  return Object.entries(years).flatMap(([year, list]) =>
    list.split(',').map((entry): Closure => {
      const text = entry.trim()
      const date = tradeDate(`${year}-${text.slice(0, 5)}`)
      return { date, name: text.slice(6), source, confidence: confidenceOf(Number(year)) }
    }),
  )
}

/** Every weekday from 2015 to 2026 on which the exchanges stayed shut. */
export const CLOSURES: readonly Closure[] = read(HOLIDAYS, HOLIDAY_SOURCE, () => 'sure')

/** Every known session on which nothing was settled; the years before 2021 are not collected. */
export const SETTLEMENT_CLOSURES: readonly Closure[] = read(
  SETTLEMENT_HOLIDAYS,
  SETTLEMENT_SOURCE,
  (year) => (INCOMPLETE_SETTLEMENT.has(year) ? 'likely' : 'sure'),
)
