/** Gzipped bytes of script that a browser loads before the first screen stands, charts apart. */
export function firstLoadBytes(folder?: string): Promise<number>

/** Throws when the first screen would load more script than it may. */
export function checkFirstLoad(bytes: number): void
