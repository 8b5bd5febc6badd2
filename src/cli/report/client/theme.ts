/** Colours of the page, as the charts need them. */
export interface Palette {
  readonly paper: string
  readonly ink: string
  readonly quiet: string
  readonly line: string
  readonly accent: string
  readonly gain: string
  readonly loss: string
}

/** A drawing on a canvas, which styles alone cannot repaint or stretch. */
export interface Drawing {
  readonly place: HTMLElement
  repaint(): void
  resize(width: number): void
  /** As it will be printed, at once: a browser lays paper out without waiting for anything. */
  toPaper(width: number): void
  fromPaper(): void
}

/** Width of A4 in CSS pixels less the margins that the style gives a printed page. */
const PAPER_WIDTH = 703

/** Light or dark by the system, by choice, and light on paper; tells the drawings. */
export class Theme {
  readonly #root = document.documentElement
  readonly #system = matchMedia('(prefers-color-scheme: dark)')
  readonly #drawings = new Set<Drawing>()
  #palette = readPalette()

  constructor(button: HTMLButtonElement) {
    this.#system.addEventListener('change', () => this.#repaint())
    button.hidden = false
    const label = () => {
      button.textContent = this.#isDark ? 'Light' : 'Dark'
    }
    label()
    button.addEventListener('click', () => {
      this.#root.dataset['theme'] = this.#isDark ? 'light' : 'dark'
      label()
      this.#repaint()
    })
    addEventListener('beforeprint', () => this.#print())
  }

  get palette(): Palette {
    return this.#palette
  }

  /** Keeps a drawing as wide as its place and in the colours of the page. */
  watch(drawing: Drawing): void {
    this.#drawings.add(drawing)
    new ResizeObserver(() => drawing.resize(drawing.place.clientWidth)).observe(drawing.place)
  }

  get #isDark(): boolean {
    return (this.#root.dataset['theme'] ?? (this.#system.matches ? 'dark' : 'light')) === 'dark'
  }

  #repaint(): void {
    this.#palette = readPalette()
    for (const drawing of this.#drawings) drawing.repaint()
  }

  #print(): void {
    const chosen = this.#root.dataset['theme']
    this.#root.dataset['theme'] = 'light'
    this.#repaint()
    for (const drawing of this.#drawings) drawing.toPaper(PAPER_WIDTH)
    const folds = [...document.querySelectorAll<HTMLDetailsElement>('main details:not([open])')]
    for (const fold of folds) fold.open = true
    const restore = () => {
      if (chosen === undefined) delete this.#root.dataset['theme']
      else this.#root.dataset['theme'] = chosen
      this.#repaint()
      for (const drawing of this.#drawings) drawing.fromPaper()
      for (const fold of folds) fold.open = false
    }
    addEventListener('afterprint', restore, { once: true })
  }
}

/** The colours that the style resolves its variables to: a canvas cannot read variables. */
function readPalette(): Palette {
  const probe = document.body.appendChild(document.createElement('i'))
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const palette = {
    paper: colour('paper'),
    ink: colour('ink'),
    quiet: colour('quiet'),
    line: colour('line'),
    accent: colour('accent'),
    gain: colour('gain'),
    loss: colour('loss'),
  }
  probe.remove()
  return palette
}

/** A colour that lets through what lies behind it. */
export const veiled = (colour: string, share: number): string =>
  `color-mix(in srgb, ${colour} ${share * 100}%, transparent)`
