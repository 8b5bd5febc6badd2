import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Module, parse } from '@swc/core'
import { childrenOf, isKind, type Kind, type NodeOf, type Placed, type Syntax } from './walk.ts'

/** Folder of the project. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** One file of TypeScript, parsed once and looked at by every rule. */
export class Source {
  /** From the project's root, with slashes: `src/core/di.ts`. */
  readonly path: string
  readonly text: string
  readonly module: Module
  readonly lineCount: number
  readonly #bytes: Buffer
  readonly #breaks: number[] = []
  readonly #nodes = new Map<string, Syntax[]>()
  readonly #parents = new Map<Syntax, Syntax>()

  private constructor(path: string, text: string, module: Module) {
    this.path = path
    this.text = text
    this.module = module
    this.#bytes = Buffer.from(text)
    for (let at = this.#bytes.indexOf(10); at >= 0; at = this.#bytes.indexOf(10, at + 1)) {
      this.#breaks.push(at)
    }
    this.lineCount = this.#breaks.length + (text.endsWith('\n') || text === '' ? 0 : 1)
    this.#note(module)
  }

  static async parse(path: string, text: string): Promise<Source> {
    const options = { syntax: 'typescript', tsx: path.endsWith('.tsx'), target: 'es2022' } as const
    return new Source(path, text, await parse(text, options))
  }

  /** Line of a node, from 1. */
  lineOf({ span: { start } }: Placed): number {
    return this.#lineAt(start)
  }

  /** Lines a node takes. */
  heightOf({ span: { start, end } }: Placed): number {
    return this.#lineAt(end) - this.#lineAt(start) + 1
  }

  textOf({ span: { start, end } }: Placed): string {
    return this.#bytes.toString('utf8', start - 1, end - 1)
  }

  /** Every node of a kind, outermost first. */
  all<K extends Kind>(kind: K): readonly NodeOf<K>[] {
    return (this.#nodes.get(kind) ?? []).filter((node) => isKind(node, kind))
  }

  /** What stands around a node, nearest first. */
  *around(node: Syntax): Generator<Syntax> {
    for (let outer = this.#parents.get(node); outer; outer = this.#parents.get(outer)) yield outer
  }

  /** The nearest node of a kind around another. */
  nearest<K extends Kind>(node: Syntax, kind: K): NodeOf<K> | null {
    for (const outer of this.around(node)) if (isKind(outer, kind)) return outer
    return null
  }

  #lineAt(place: number): number {
    let low = 0
    for (let high = this.#breaks.length; low < high; ) {
      const middle = (low + high) >> 1
      if ((this.#breaks[middle] ?? 0) < place - 1) low = middle + 1
      else high = middle
    }
    return low + 1
  }

  #note(node: Syntax): void {
    const known = this.#nodes.get(node.type)
    if (known) known.push(node)
    else this.#nodes.set(node.type, [node])
    for (const child of childrenOf(node)) {
      this.#parents.set(child, node)
      this.#note(child)
    }
  }
}

/** Texts by path as parsed files: how samples become a tree of their own. */
export const parseAll = (texts: Readonly<Record<string, string>>): Promise<readonly Source[]> =>
  Promise.all(Object.entries(texts).map(([path, text]) => Source.parse(path, text)))

/** Every source file under some folders of the project; a folder that is not there has none. */
export const readSources = (...folders: readonly string[]): Promise<readonly Source[]> =>
  readSourcesIn(ROOT, ...folders)

/** The same of another copy of the project. */
export async function readSourcesIn(
  root: string,
  ...folders: readonly string[]
): Promise<readonly Source[]> {
  const texts: Record<string, string> = {}
  for (const folder of folders) {
    for (const path of await filesUnder(root, folder)) {
      texts[path] = await readFile(join(root, path), 'utf8')
    }
  }
  return parseAll(texts)
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

async function filesUnder(root: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(join(root, folder), { recursive: true }).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  return names
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter(
      (path) => /\.(?:tsx?|mjs)$/.test(path) && !path.endsWith('.d.ts') && !path.endsWith('.d.mts'),
    )
    .sort()
}
