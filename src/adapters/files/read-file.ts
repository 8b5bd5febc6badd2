import type { BarFile } from './bar-file.ts'
import type { OpenTable } from './reference-kinds.ts'
import type { OpenResearch } from './research-kinds.ts'

/** What a file turned out to be. */
export type ReadFile =
  | { readonly kind: 'bars'; readonly layout: string; readonly bars: BarFile }
  | { readonly kind: 'reference'; readonly layout: string; readonly table: OpenTable }
  | { readonly kind: 'research'; readonly layout: string; readonly table: OpenResearch }
  /** A table of something that is not imported. */
  | { readonly kind: 'other'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }
