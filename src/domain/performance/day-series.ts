import { at } from '../bar.ts'

/** The account at the close of days, as columns: money in paise, `day` counted from 1970-01-01. */
export interface DayColumns {
  readonly length: number
  readonly day: Float64Array
  readonly equity: Float64Array
  /** Value of open positions, longs and shorts both counted as positive. */
  readonly deployed: Float64Array
  /** Money that came in (or went out, negative) before the day's trading: a deposit is not a return. */
  readonly flow: Float64Array
  /** Close of the benchmark in any unit; NaN where it is not known. */
  readonly benchmark: Float64Array
}

const FIRST_CAPACITY = 256

/**
 * Daily marks and what follows from each alone: the day's return on what was there when it began, and growth since
 * the opening (row 0, growth 1) with deposits taken out.
 */
export class DaySeries {
  #length = 0
  #day = new Float64Array(FIRST_CAPACITY)
  #equity = new Float64Array(FIRST_CAPACITY)
  #deployed = new Float64Array(FIRST_CAPACITY)
  #flow = new Float64Array(FIRST_CAPACITY)
  #benchmark = new Float64Array(FIRST_CAPACITY)
  #return = new Float64Array(FIRST_CAPACITY)
  #growth = new Float64Array(FIRST_CAPACITY)
  /** Growth of one paisa of today's equity. */
  #scale: number
  #isRuined = false

  /** Throws RangeError unless the opening equity is positive. */
  constructor(day: number, equity: number, benchmark: number) {
    if (!(equity > 0))
      throw new RangeError(`performance cannot start from an equity of ${equity} paise`)
    this.#scale = 1 / equity
    this.#write(day, equity, 0, 0, benchmark)
    this.#growth[0] = 1
  }

  /** Days after the opening. */
  get count(): number {
    return this.#length - 1
  }

  /** Nothing was left at a close: growth stays at 0 from then on, whatever is paid in. */
  get isRuined(): boolean {
    return this.#isRuined
  }

  get lastDay(): number {
    return at(this.#day, this.count)
  }

  get lastGrowth(): number {
    return at(this.#growth, this.count)
  }

  /** Throws RangeError unless the day is after the last one and equity and flow are whole paise. */
  add(day: number, equity: number, deployed: number, flow: number, benchmark: number): void {
    if (!(day > this.lastDay)) throw new RangeError('daily marks come in order, one a day')
    if (!(Number.isSafeInteger(equity) && Number.isSafeInteger(flow))) {
      throw new RangeError(`an equity of ${equity} and a flow of ${flow} are not whole paise`)
    }
    const before = at(this.#equity, this.count)
    const base = before + flow
    this.#isRuined ||= base <= 0
    if (flow !== 0 && before > 0 && base > 0) this.#scale *= before / base
    const row = this.#write(day, equity, deployed, flow, benchmark)
    this.#return[row] = this.#isRuined ? 0 : equity / base - 1
    this.#isRuined ||= equity <= 0
    this.#growth[row] = this.#isRuined ? 0 : equity * this.#scale
  }

  /**
   * The newest mark before a day, which may be no older than the day of the last mark. Throws
   * RangeError for an older day.
   */
  before(day: number): { readonly equity: number; readonly growth: number } {
    const row = day > this.lastDay ? this.count : this.count - 1
    if (row < 0 || day <= at(this.#day, row)) throw new RangeError('that day has passed')
    return { equity: at(this.#equity, row), growth: at(this.#growth, row) }
  }

  /** All marks, the opening first; views that are good until the next mark. */
  get marks(): DayColumns {
    return {
      length: this.#length,
      day: this.#day.subarray(0, this.#length),
      equity: this.#equity.subarray(0, this.#length),
      deployed: this.#deployed.subarray(0, this.#length),
      flow: this.#flow.subarray(0, this.#length),
      benchmark: this.#benchmark.subarray(0, this.#length),
    }
  }

  /** One return a day after the opening; a view that is good until the next mark. */
  get returns(): Float64Array {
    return this.#return.subarray(1, this.#length)
  }

  /** Growth at each mark, the opening's 1 first; a view that is good until the next mark. */
  get growth(): Float64Array {
    return this.#growth.subarray(0, this.#length)
  }

  #write(day: number, equity: number, deployed: number, flow: number, benchmark: number): number {
    const row = this.#length
    if (row === this.#day.length) this.#grow()
    this.#length = row + 1
    this.#day[row] = day
    this.#equity[row] = equity
    this.#deployed[row] = deployed
    this.#flow[row] = flow
    this.#benchmark[row] = benchmark
    return row
  }

  #grow(): void {
    this.#day = doubled(this.#day)
    this.#equity = doubled(this.#equity)
    this.#deployed = doubled(this.#deployed)
    this.#flow = doubled(this.#flow)
    this.#benchmark = doubled(this.#benchmark)
    this.#return = doubled(this.#return)
    this.#growth = doubled(this.#growth)
  }
}

function doubled(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2)
  larger.set(column)
  return larger
}
