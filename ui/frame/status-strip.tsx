import type { MarketClock, Source, StatusState, Trading } from '../../src/web/contract/desk.ts'
import { classes } from '../components/classes.ts'
import { Figure, Money, MoneyChange } from '../components/figure.tsx'
import { Hint } from '../components/hint.tsx'
import { percentChange, sentence } from '../format.ts'
import { useLive, useTopic } from '../live/live-context.ts'
import { useNow } from '../now.ts'
import { ago, clockTime, dayLong } from '../times.ts'
import { AiLine } from './ai-line.tsx'
import { LinkLine } from './link-line.tsx'
import { StopButton } from './stop-button.tsx'

const KINDS = {
  SIMULATED: 'SIMULATED MARKET',
  REPLAY: 'REPLAY',
  DELAYED: 'DELAYED PRICES',
  LIVE: 'LIVE PRICES',
} as const satisfies Record<Source['kind'], string>

/** Where prices come from, what time it is there, what the account is worth, and the way to stop: on every screen. */
export function StatusStrip() {
  const status = useTopic('status', (state) => state)
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-paper px-3 py-1.5 md:px-6">
      <LinkLine />
      {status ? (
        <Standing status={status} />
      ) : (
        <p className="py-1 text-quiet">Waiting for the desk to say how it stands …</p>
      )}
    </header>
  )
}

function Standing({ status }: { readonly status: StatusState }) {
  const { source, clock, trading, money, ai, identity } = status
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-6 text-s">
        <SourceLine source={source} isOpen={clock.isOpen} mode={identity.environment} />
        <ClockLine clock={clock} />
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 pt-0.5 md:gap-x-6">
        <p className="flex flex-wrap items-baseline gap-x-2 max-md:order-1">
          <span className="text-s text-quiet">Equity</span>
          <Money paise={money.equityPaise} className="text-l font-semibold" />
          <span className="whitespace-nowrap">
            <MoneyChange paise={money.todayPaise} />
            <span className="text-s text-quiet"> today </span>
            {money.todayBps === null ? null : (
              <Figure
                isDerived
                className="text-s text-quiet max-md:hidden"
                text={`(${percentChange(money.todayBps)})`}
              />
            )}
          </span>
        </p>
        <p className="flex items-baseline gap-2 max-md:order-3">
          <span className="text-s text-quiet">Cash</span>
          <Money paise={money.cashPaise} />
        </p>
        <TradingLine trading={trading} />
        <AiLine standing={ai} />
        <div className="no-print ml-auto max-md:order-2">
          <StopButton isHalted={trading.state === 'halted'} />
        </div>
      </div>
    </>
  )
}

interface SourceLineProps {
  readonly source: Source
  readonly isOpen: boolean
  readonly mode: string
}

function SourceLine({ source, isOpen, mode }: SourceLineProps) {
  const { kind, detail, speed, isStale, receivedAt, pricedAt } = source
  useNow()
  const { connection } = useLive()
  const age = receivedAt === null ? null : connection.deskNow() - Date.parse(receivedAt)
  const freshness =
    age === null || pricedAt === null
      ? 'no price yet'
      : isStale
        ? `stale: the last price came ${ago(age)}`
        : isOpen
          ? `priced ${ago(age)}`
          : `last price of ${clockTime(pricedAt)}`
  return (
    <p className={classes('flex flex-wrap gap-x-2', isStale ? 'text-warn' : 'text-quiet')}>
      <strong title={detail} className={classes('tracking-wide', !isStale && 'text-accent')}>
        {KINDS[kind]}
      </strong>
      <span>{mode}</span>
      <span>{speedWords(speed)}</span>
      <span>
        {isStale ? '▲ ' : ''}
        {freshness}
      </span>
    </p>
  )
}

const speedWords = (speed: number | null): string =>
  speed === null ? 'as fast as it goes' : speed === 1 ? 'real time' : `speed ${speed}×`

function ClockLine({ clock }: { readonly clock: MarketClock }) {
  const { now, says } = clock
  return (
    <p className="figures text-quiet">
      <time dateTime={now} className="text-ink">
        {dayLong(now)} {clockTime(now)} IST
      </time>
      {' · '}
      {says}
    </p>
  )
}

const STATES = { active: 'active', reducing: 'reduce only', halted: 'HALTED' } as const
const SIGNS = { active: '●', reducing: '▲', halted: '■' } as const
const COLOURS = { active: 'text-gain', reducing: 'text-warn', halted: 'text-loss' } as const

function TradingLine({ trading }: { readonly trading: Trading }) {
  const { state, reason, by, since } = trading
  return (
    <p className="flex items-center gap-1.5 max-md:order-4">
      <span className="text-s text-quiet">Trading</span>
      <span className={classes('figures whitespace-nowrap', COLOURS[state])}>
        <span aria-hidden="true">{SIGNS[state]} </span>
        {STATES[state]}
      </span>
      {reason === null ? null : (
        <Hint label="the trading state">
          <p>{sentence(reason)}</p>
          <p className="pt-1 text-s text-quiet">
            {by === null ? '' : `By ${by}`}
            {since === null ? '' : ` at ${clockTime(since)}`}
          </p>
        </Hint>
      )}
    </p>
  )
}
