import type { BuildOptions } from 'esbuild'

/** How the program and its threads are bundled. */
export const SERVER: BuildOptions

/** What the program is told of itself when it is built, each as a JavaScript literal. */
export function told(): Promise<{
  readonly ROBO_VERSION: string
  readonly ROBO_COMMIT: string
}>

/** Bundles the program, its threads and its pages into `dist`. */
export function build(): Promise<void>
