import { Button } from '../../components/button.tsx'
import { classes } from '../../components/classes.ts'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { sentence } from '../../format.ts'
import { showOverlay } from '../../frame/overlays.ts'
import { useTopic } from '../../live/live-context.ts'
import { clockTime, dayShort } from '../../times.ts'

const WORDS = {
  active: ['●', 'text-gain', 'Active: positions are opened and closed.'],
  reducing: ['▲', 'text-warn', 'Reduce only: positions are closed, none is opened.'],
  halted: ['■', 'text-loss', 'Halted: no order leaves the desk until somebody resumes.'],
} as const

/** Whether the desk trades, who decided it, when and why; lifting a halt is always a person's. */
export function StatePanel() {
  const trading = useTopic('risk', (state) => state.trading)
  const [sign, colour, says] = WORDS[trading?.state ?? 'active']
  const isHalted = trading?.state === 'halted'
  return (
    <Panel
      title="Trading"
      source="state of the desk"
      state={useTopicState('risk')}
      skeleton={<ListSkeleton rows={2} />}
    >
      <p className={classes('py-1', colour)}>
        <span aria-hidden="true">{sign} </span>
        {says}
      </p>
      {trading && trading.reason !== null ? (
        <p className="pb-1 text-pretty">{sentence(trading.reason)}</p>
      ) : null}
      {trading && trading.since !== null ? (
        <p className="pb-1 text-s text-quiet">
          Since {dayShort(trading.since)} {clockTime(trading.since)}
          {trading.by === null ? '' : `, by ${trading.by}`}
        </p>
      ) : null}
      {isHalted ? (
        <Button look="primary" onClick={() => showOverlay('resume')}>
          Resume …
        </Button>
      ) : (
        <Button look="danger" onClick={() => showOverlay('stop')}>
          Stop …
        </Button>
      )}
    </Panel>
  )
}
