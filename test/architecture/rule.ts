import type { Source } from './source.ts'
import type { NodeOf, PlacedKind } from './walk.ts'

/** A place that breaks a rule, as a reader wants to be told. */
export interface Breach {
  readonly at: string
  readonly what: string
}

/** Small files by path, as if they were the project. */
export type Sample = Readonly<Record<string, string>>

/** A rule of the house with the proof that it can fail. */
export interface Rule {
  /** Short, unique, for those who refer to it. */
  readonly name: string
  /** Behaviours it shows. */
  readonly shows: readonly number[]
  /** Files without which the rule holds of nothing, and so shows nothing yet. */
  readonly about?: Where
  readonly says: string
  readonly check: (tree: readonly Source[]) => readonly Breach[]
  /** Each of these must be rejected. */
  readonly breaches: readonly Sample[]
  /** This must be accepted. */
  readonly clean: Sample
}

/** Files that a rule looks at: by the beginning of their path, or by its shape. */
export type Where = string | RegExp

export const isWithin = (path: string, where: Where): boolean =>
  typeof where === 'string' ? path.startsWith(where) : where.test(path)

/** Rows of an exception list: where, and why there. */
export type Exceptions = readonly { readonly where: Where; readonly why: string }[]

export const isExcepted = (path: string, exceptions: Exceptions): boolean =>
  exceptions.some(({ where }) => isWithin(path, where))

/** A check of every node of a kind in some files: `fault` says what is wrong with one, or null. */
export const checkNodes =
  <K extends PlacedKind>(
    kind: K,
    where: Where,
    fault: (node: NodeOf<K>, source: Source) => string | null,
  ): Rule['check'] =>
  (tree) =>
    tree
      .filter(({ path }) => isWithin(path, where))
      .flatMap((source) =>
        source.all(kind).flatMap((node) => {
          const what = fault(node, source)
          return what === null ? [] : [{ at: `${source.path}:${source.lineOf(node)}`, what }]
        }),
      )

/** A check of whole files. */
export const checkFiles =
  (where: Where, fault: (source: Source) => string | null): Rule['check'] =>
  (tree) =>
    tree
      .filter(({ path }) => isWithin(path, where))
      .flatMap((source) => {
        const what = fault(source)
        return what === null ? [] : [{ at: source.path, what }]
      })

/** Several checks as one. */
export const checkAll =
  (...checks: readonly Rule['check'][]): Rule['check'] =>
  (tree) =>
    checks.flatMap((check) => check(tree))
