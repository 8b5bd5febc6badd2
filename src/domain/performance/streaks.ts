/** How many trades in a row won or lost. */
export interface Streak {
  /** Wins in a row up to now. */
  readonly winning: number
  /** Losses in a row up to now. */
  readonly losing: number
  readonly longestWinning: number
  readonly longestLosing: number
}

/** Follows trades in the order in which they closed. One that came out even ends both kinds. */
export class Streaks {
  /** −0 for the reason that stands in `TradeTally`. */
  readonly #streak = { winning: -0, losing: -0, longestWinning: -0, longestLosing: -0 }

  static restore(saved: Streak): Streaks {
    const streaks = new Streaks()
    const streak = streaks.#streak
    streak.winning = saved.winning
    streak.losing = saved.losing
    streak.longestWinning = saved.longestWinning
    streak.longestLosing = saved.longestLosing
    return streaks
  }

  /** One of them is 1 for a win or a loss, both are 0 for neither. */
  fold(won: number, lost: number): void {
    const streak = this.#streak
    streak.winning = (streak.winning + 1) * won
    streak.losing = (streak.losing + 1) * lost
    if (streak.winning > streak.longestWinning) streak.longestWinning = streak.winning
    if (streak.losing > streak.longestLosing) streak.longestLosing = streak.losing
  }

  streak(): Streak {
    const { winning, losing, longestWinning, longestLosing } = this.#streak
    return {
      winning: winning + 0,
      losing: losing + 0,
      longestWinning: longestWinning + 0,
      longestLosing: longestLosing + 0,
    }
  }
}
