import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useIsDark } from '../theme.ts'
import { type Palette, readPalette } from './palette.ts'

/** What a plot is made of, but for its size. */
export type PlotLooks = Omit<uPlot.Options, 'width' | 'height'>

interface UPlotBoxProps {
  /** Makes the looks once, and again when the page turns dark or light; must be the same function while they hold. */
  readonly looks: (palette: Palette) => PlotLooks
  readonly data: uPlot.AlignedData
  readonly height: number
  /** What the plot shows, in a sentence. */
  readonly label: string
}

/** A uPlot as wide as its place, in the page's colours. */
export function UPlotBox({ looks, data, height, label }: UPlotBoxProps) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const latest = useRef(data)
  const isDark = useIsDark()
  useEffect(() => {
    const box = place.current
    if (!box) return undefined
    const made = new uPlot(
      { ...looks(readPalette()), width: box.clientWidth, height },
      latest.current,
      box,
    )
    plot.current = made
    const observer = new ResizeObserver(() => {
      if (box.clientWidth !== made.width) made.setSize({ width: box.clientWidth, height })
    })
    observer.observe(box)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
    // A canvas must be drawn anew when the page turns dark or light.
  }, [looks, height, isDark])
  useEffect(() => {
    latest.current = data
    plot.current?.setData(data)
  }, [data])
  return <div ref={place} role="img" aria-label={label} style={{ minHeight: height }} />
}
