/** A row of the benchmark table: one hot path, measured beside its peers in the same run. */
export interface Bench {
  /** Row of the speed table, such as `P7`. */
  readonly row: string
  readonly title: string
  /** What one unit of work a second is called, such as `bars/s`. */
  readonly unit: string
  /** How many times a peer's rate ours must reach: at first, and in the end. */
  readonly goal: { readonly first: number; readonly goal: number }
  /** Units of work a run, smallest first: how cost grows shows in the same table. */
  readonly sizes: readonly number[]
  /** Does the work `n` times and answers the seconds it took, preparation not counted. */
  ours(n: number): Promise<number>
  readonly peers: Readonly<Record<string, (n: number) => Promise<number>>>
  /** Ends what the runs left open for each other; called once, after the last. */
  close?(): Promise<void>
  /** What a reader of the figures must know, in one sentence each. */
  readonly notes?: readonly string[]
}

/** Checks a benchmark's shape where it is written; returns it unchanged. */
export const defineBench = (bench: Bench): Bench => bench
