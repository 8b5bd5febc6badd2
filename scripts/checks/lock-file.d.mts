interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      { readonly resolved?: string; readonly integrity?: string; readonly link?: boolean }
    >
  >
}

/** What keeps a lock file from giving everybody the same packages from any registry, a sentence each. */
export function lockProblems(manifest: Manifest, lock: Lock): readonly string[]
