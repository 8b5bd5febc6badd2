/** A line that was not taken over, and why. */
export interface RefusedLine {
  /** From 1, the header included. */
  readonly line: number
  readonly reason: string
}

/** What became of a file that was handed in, as the command line tells it. */
export interface TakenFile {
  readonly file: string
  readonly outcome: 'imported' | 'refused' | 'left out'
  readonly layout: string | null
  readonly reason: string | null
  readonly new: number
  readonly same: number
  readonly changed: number
  readonly refused: number
  readonly refusals: readonly RefusedLine[]
  readonly notes: readonly string[]
}

/** Files from elsewhere, taken over as the command line takes them, apart from the desk's own thread. */
export abstract class FileImports {
  /**
   * What became of it, of an archive each file. Throws INPUT_INVALID for a name that is none, BODY_TOO_LARGE,
   * STATE_LOCKED while another import runs.
   */
  abstract take(
    asked: {
      readonly name: string
      readonly format: string
      readonly bytes: AsyncIterable<Uint8Array>
    },
    signal: AbortSignal,
  ): Promise<readonly TakenFile[]>
}
