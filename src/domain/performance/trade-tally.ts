/** Counts, sums and extremes of trades. Money is whole paise, so neither order nor grouping changes a sum. */
export interface TradeSums {
  readonly trades: number
  readonly wins: number
  readonly losses: number
  readonly gross: number
  readonly net: number
  /** Sum of the sizes of the nets, whatever their sign. */
  readonly absoluteNet: number
  readonly largestWin: number
  readonly largestLoss: number
  readonly traded: number
  readonly holdingDays: number
  /** Trades whose excursions are known. */
  readonly watched: number
  readonly adverse: number
  readonly favourable: number
  readonly mostAdverse: number
  readonly mostFavourable: number
}

/** Folds trades one at a time, in O(1) and without keeping them. */
export class TradeTally {
  /**
   * −0 makes V8 hold these fields as doubles from birth. Born as 0 they would be small integers until they outgrow
   * them, and each change of mind throws the optimised loop away.
   */
  readonly #sums = {
    trades: -0,
    wins: -0,
    losses: -0,
    gross: -0,
    net: -0,
    absoluteNet: -0,
    largestWin: -0,
    largestLoss: -0,
    traded: -0,
    holdingDays: -0,
    watched: -0,
    adverse: -0,
    favourable: -0,
    mostAdverse: -0,
    mostFavourable: -0,
  }

  /**
   * Whole paise; excursions are NaN where nobody watched; `won` and `lost` are 1 for a win or a loss, both 0 for
   * neither. Numbers rather than a trade, as this runs for each of millions.
   */
  fold(
    gross: number,
    net: number,
    won: number,
    lost: number,
    traded: number,
    holdingDays: number,
    adverse: number,
    favourable: number,
  ): void {
    const sums = this.#sums
    sums.trades += 1
    sums.wins += won
    sums.losses += lost
    sums.gross += gross
    sums.net += net
    sums.absoluteNet += Math.abs(net)
    if (net > sums.largestWin) sums.largestWin = net
    if (-net > sums.largestLoss) sums.largestLoss = -net
    sums.traded += traded
    sums.holdingDays += holdingDays
    if (adverse <= 0 && favourable >= 0) {
      sums.watched += 1
      sums.adverse += adverse
      sums.favourable += favourable
      if (adverse < sums.mostAdverse) sums.mostAdverse = adverse
      if (favourable > sums.mostFavourable) sums.mostFavourable = favourable
    }
  }

  /** Adds trades that were summed before. */
  absorb(other: TradeSums): void {
    const sums = this.#sums
    sums.trades += other.trades
    sums.wins += other.wins
    sums.losses += other.losses
    sums.gross += other.gross
    sums.net += other.net
    sums.absoluteNet += other.absoluteNet
    sums.largestWin = Math.max(sums.largestWin, other.largestWin)
    sums.largestLoss = Math.max(sums.largestLoss, other.largestLoss)
    sums.traded += other.traded
    sums.holdingDays += other.holdingDays
    sums.watched += other.watched
    sums.adverse += other.adverse
    sums.favourable += other.favourable
    sums.mostAdverse = Math.min(sums.mostAdverse, other.mostAdverse)
    sums.mostFavourable = Math.max(sums.mostFavourable, other.mostFavourable)
  }

  /** Plain zeros where nothing was added. */
  sums(): TradeSums {
    const sums = this.#sums
    return {
      trades: sums.trades + 0,
      wins: sums.wins + 0,
      losses: sums.losses + 0,
      gross: sums.gross + 0,
      net: sums.net + 0,
      absoluteNet: sums.absoluteNet + 0,
      largestWin: sums.largestWin + 0,
      largestLoss: sums.largestLoss + 0,
      traded: sums.traded + 0,
      holdingDays: sums.holdingDays + 0,
      watched: sums.watched + 0,
      adverse: sums.adverse + 0,
      favourable: sums.favourable + 0,
      mostAdverse: sums.mostAdverse + 0,
      mostFavourable: sums.mostFavourable + 0,
    }
  }
}

/**
 * 1 for a whole number above zero, else 0. Reckoned, not asked: which trade wins cannot be foreseen, so a processor
 * that guesses a branch here is wrong on every other trade, and the report takes twice as long.
 */
export const oneIfPositive = (whole: number): number => {
  const positive = (whole + Math.abs(whole)) / 2
  return (positive + 1 - Math.abs(positive - 1)) / 2
}
