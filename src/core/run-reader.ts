import type { AskedScreen } from './company-screen.ts'

/** A page that needs nothing else, and the policy under which a browser may show it. */
export interface RunReport {
  readonly html: Uint8Array
  /** A Content-Security-Policy that names the page's script and style by their hashes. */
  readonly policy: string
}

/** Kept runs as bytes to be handed on: what is large is read, reckoned and written apart from the desk's own thread. */
export abstract class RunReader {
  /** JSON of `spec`, `result` and `learnings`: what was asked, what came out, and what its trades teach. Throws NOT_FOUND. */
  abstract document(id: string): Promise<Uint8Array>
  /** Throws NOT_FOUND, and NOT_AVAILABLE for a run that another version wrote. */
  abstract report(id: string): Promise<RunReport>
  /** JSON of runs side by side, as `runs compare --json` answers it. Throws NOT_FOUND. */
  abstract compare(ids: readonly string[]): Promise<Uint8Array>
  /** JSON of the stored series and of what is stored about companies, as `data list --json` answers it. */
  abstract storedSeries(): Promise<Uint8Array>
  /** JSON of the companies that fulfil rules. */
  abstract screen(asked: AskedScreen): Promise<Uint8Array>
}
