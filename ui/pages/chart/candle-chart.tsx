import { type PointerEvent, useEffect, useRef } from 'react'
import { readPalette } from '../../components/palette.ts'
import { useTopic } from '../../live/live-context.ts'
import { useIsDark } from '../../theme.ts'
import { CandleDrawing, type Pointed } from './candle-drawing.ts'
import { type Candle, grownBy } from './candles.ts'
import type { Flag } from './flags.ts'
import type { ChartInterval } from './intervals.ts'
import type { LevelId, Levels } from './level-lines.ts'
import type { Join, Mark } from './marks.ts'
import type { OverlayLine } from './overlays.ts'

interface CandleChartProps {
  readonly instrument: string
  readonly interval: ChartInterval
  readonly candles: readonly Candle[]
  readonly lines: readonly OverlayLine[]
  readonly marks: readonly Mark[]
  readonly joins: readonly Join[]
  readonly flags: readonly Flag[]
  /** The one to be brought into sight. */
  readonly looked: Flag | null
  /** In rupees. */
  readonly levels: Levels
  readonly isDraft: boolean
  /** What it shows, in a sentence. */
  readonly label: string
  readonly onPointed: (pointed: Pointed) => void
  readonly onDrag: (level: LevelId, rupees: number) => void
  readonly onDropped: (level: LevelId) => void
}

/** Candles as large as their place; levels are moved by dragging them. */
export function CandleChart(props: CandleChartProps) {
  const { instrument, interval, candles, lines, marks, joins, levels, isDraft, label } = props
  const { flags, looked } = props
  const place = useRef<HTMLDivElement>(null)
  const drawing = useRef<CandleDrawing>(null)
  const shown = useRef('')
  const latest = useRef(props)
  latest.current = props
  const isDark = useIsDark()
  useEffect(() => {
    if (!place.current) return undefined
    const made = new CandleDrawing(place.current, readPalette(), (pointed) =>
      latest.current.onPointed(pointed),
    )
    drawing.current = made
    shown.current = ''
    return () => {
      made.close()
      drawing.current = null
    }
  }, [])
  useEffect(() => drawing.current?.repaint(readPalette()), [isDark])
  useEffect(() => {
    const what = `${instrument} ${interval}`
    drawing.current?.show(candles, interval === 'day', shown.current !== what)
    shown.current = what
  }, [instrument, interval, candles])
  useEffect(() => drawing.current?.overlay(lines, candles), [lines, candles, isDark])
  useEffect(() => drawing.current?.mark(marks, joins), [marks, joins])
  useEffect(() => drawing.current?.flags.set(flags), [flags])
  useEffect(() => {
    if (looked) drawing.current?.flags.look(looked)
  }, [looked])
  useEffect(() => drawing.current?.level(levels, isDraft), [levels, isDraft, isDark])
  useLastBar(instrument, interval, candles, drawing)
  return (
    <div
      {...useDragging(drawing, latest)}
      ref={place}
      role="img"
      aria-label={label}
      className="size-full"
    />
  )
}

type DrawingRef = Readonly<{ current: CandleDrawing | null }>

/** Grows the newest bar as prices come. */
function useLastBar(
  instrument: string,
  interval: ChartInterval,
  candles: readonly Candle[],
  drawing: DrawingRef,
): void {
  const quote = useTopic(`quotes:${instrument}`, (quotes) => quotes[instrument])
  const last = useRef<Candle | undefined>(undefined)
  useEffect(() => {
    last.current = candles.at(-1)
  }, [candles])
  useEffect(() => {
    const grown = quote && candles.length > 0 ? grownBy(last.current, quote, interval) : null
    if (!grown) return
    last.current = grown
    drawing.current?.grow(grown)
  }, [quote, interval, candles, drawing])
}

/** A level follows the pointer that holds it. */
function useDragging(drawing: DrawingRef, latest: Readonly<{ current: CandleChartProps }>) {
  const held = useRef<LevelId | null>(null)
  const yOf = (event: PointerEvent<HTMLElement>) =>
    event.clientY - event.currentTarget.getBoundingClientRect().top
  const release = () => {
    const level = held.current
    held.current = null
    drawing.current?.hold(false)
    if (level) latest.current.onDropped(level)
  }
  return {
    onPointerDownCapture: (event: PointerEvent<HTMLElement>) => {
      const level = drawing.current?.levelAt(yOf(event)) ?? null
      if (level === null || event.button !== 0) return
      held.current = level
      event.currentTarget.setPointerCapture(event.pointerId)
      drawing.current?.hold(true)
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const rupees = held.current ? drawing.current?.rupeesAt(yOf(event)) : null
      if (held.current && typeof rupees === 'number') latest.current.onDrag(held.current, rupees)
    },
    onPointerUp: () => held.current && release(),
    onPointerCancel: () => held.current && release(),
  }
}
