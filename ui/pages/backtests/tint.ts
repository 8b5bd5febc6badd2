/** So much of the colour at the most: the figure above it must stay legible. */
const DEEPEST = 32

/** A ground for a figure, green above nothing and red below, deeper the nearer it is to 1 or −1. */
export function tint(share: number): string {
  const deep = Math.round(Math.min(1, Math.abs(share)) * DEEPEST)
  return `color-mix(in srgb, var(--color-${share < 0 ? 'loss' : 'gain'}) ${deep}%, transparent)`
}
