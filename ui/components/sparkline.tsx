const WIDTH = 72
const HEIGHT = 20
/** Fewer points are a line that means nothing. */
const LEAST = 6

/** The way of a figure in the height of a line; nothing while it has hardly begun. */
export function Sparkline({ values }: { readonly values: readonly number[] }) {
  if (values.length < LEAST) return null
  const low = Math.min(...values)
  const span = Math.max(...values) - low || 1
  const points = values.map((value, place) => {
    const x = (place / (values.length - 1)) * (WIDTH - 4) + 2
    const y = HEIGHT - 3 - ((value - low) / span) * (HEIGHT - 6)
    return [x.toFixed(1), y.toFixed(1)] as const
  })
  const [x, y] = points.at(-1) ?? ['0', '0']
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden="true" className="inline-block align-middle">
      <polyline
        points={points.map((point) => point.join(',')).join(' ')}
        fill="none"
        className="stroke-quiet"
        strokeWidth="1"
      />
      <circle cx={x} cy={y} r="1.8" className="fill-accent" />
    </svg>
  )
}
