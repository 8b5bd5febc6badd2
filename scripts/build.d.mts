import type { BuildOptions } from 'esbuild'

/** How threads are bundled, and what starts the program. */
export const SERVER: BuildOptions

/** What the program is told of itself when it is built, each as a JavaScript literal. */
export function told(): Promise<{
  readonly ROBO_VERSION: string
  readonly ROBO_COMMIT: string
}>

/** Bundles the program into a folder, and `main.js`, which starts it; answers the name of the program's own file. */
export function buildProgram(outdir: string): Promise<string>

/** Bundles the program, its threads and its pages into `dist`. */
export function build(): Promise<void>
