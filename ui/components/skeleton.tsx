import { classes } from './classes.ts'

const BAR = 'rounded-sm bg-wash motion-safe:animate-pulse'
const times = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, place) => place)

interface SkeletonProps {
  readonly rows?: number
}

/** The shape of a table that is still on its way. */
export function TableSkeleton({ rows = 4 }: SkeletonProps) {
  return (
    <div aria-hidden="true" className="py-1">
      {times(rows).map((row) => (
        <div key={row} className="flex gap-4 border-b border-line py-2">
          <div className={classes(BAR, 'h-4 w-24')} />
          <div className={classes(BAR, 'ml-auto h-4 w-16')} />
          <div className={classes(BAR, 'h-4 w-20')} />
        </div>
      ))}
    </div>
  )
}

/** The shape of a list of sentences that is still on its way. */
export function ListSkeleton({ rows = 4 }: SkeletonProps) {
  return (
    <div aria-hidden="true" className="space-y-3 py-2">
      {times(rows).map((row) => (
        <div key={row} className="flex gap-3">
          <div className={classes(BAR, 'h-4 w-10')} />
          <div className={classes(BAR, 'h-4 grow')} />
        </div>
      ))}
    </div>
  )
}

/** The shape of a chart that is still on its way. */
export function ChartSkeleton({ height = 280 }: { readonly height?: number }) {
  return <div aria-hidden="true" className={BAR} style={{ height }} />
}
