/** Colours of the page as a canvas needs them: it cannot read the styles' variables. */
export interface Palette {
  readonly paper: string
  readonly ink: string
  readonly quiet: string
  readonly line: string
  readonly wash: string
  readonly accent: string
  readonly gain: string
  readonly loss: string
  readonly warn: string
}

/** The colours as they are now, light or dark. */
export function readPalette(): Palette {
  const probe = document.body.appendChild(document.createElement('i'))
  const colour = (name: string) => {
    probe.style.color = `var(--color-${name})`
    return getComputedStyle(probe).color
  }
  const palette = {
    paper: colour('paper'),
    ink: colour('ink'),
    quiet: colour('quiet'),
    line: colour('line'),
    wash: colour('wash'),
    accent: colour('accent'),
    gain: colour('gain'),
    loss: colour('loss'),
    warn: colour('warn'),
  }
  probe.remove()
  return palette
}

/** A colour that lets through what lies behind it. */
export const veiled = (colour: string, share: number): string =>
  `color-mix(in srgb, ${colour} ${share * 100}%, transparent)`
