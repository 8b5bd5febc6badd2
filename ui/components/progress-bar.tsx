interface ProgressBarProps {
  /** What goes on, in words. */
  readonly label: string
  /** 0 to 1. */
  readonly progress: number
  /** As it is written: `41.0 %`. */
  readonly text: string
}

/** How far something has come. */
export const ProgressBar = ({ label, progress, text }: ProgressBarProps) => (
  <span
    role="progressbar"
    aria-label={label}
    aria-valuemin={0}
    aria-valuemax={1}
    aria-valuenow={progress}
    aria-valuetext={text}
    className="block h-2 min-w-16 grow rounded-sm bg-line"
  >
    <span
      className="block h-full rounded-sm bg-accent"
      style={{ width: `${Math.min(1, Math.max(0, progress)) * 100}%` }}
    />
  </span>
)
