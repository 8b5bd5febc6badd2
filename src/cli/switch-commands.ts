import { Command, InvalidArgumentError } from 'commander'
import type { OrderLine } from '../core/state/order-lines.ts'
import { BOOK_HELP, type BookOption } from './chosen-book.ts'
import { inContext } from './in-context.ts'
import { type SwitchKind, type SwitchOutcome, throwSwitch } from './kill-switch.ts'

interface SwitchOptions extends BookOption {
  readonly reason?: string
}

/** `stop`: nothing more is ordered until `resume`, whether the desk runs or not. */
export const stopCommand = (signal: AbortSignal): Command =>
  switchCommand(signal, 'stop', 'halt trading and cancel open orders, also while nothing runs')

/** `resume`: lifts a halt, whoever or whatever brought it about. */
export const resumeCommand = (signal: AbortSignal): Command =>
  switchCommand(signal, 'resume', 'let trading go on after a halt')

const switchCommand = (signal: AbortSignal, kind: SwitchKind, description: string): Command =>
  new Command(kind)
    .description(description)
    .option('--reason <words>', 'why, for the journal', reasonText)
    .option('--book <name>', BOOK_HELP)
    .action(
      inContext<SwitchOptions>(signal, async (context, { book, reason }) => {
        const given = { book, reason: reason ?? `${kind} from the command line` }
        const outcome = await throwSwitch(context, kind, given)
        context.output.answer(outcome, () => switchWords(kind, outcome))
      }),
    )

const REASON_MAX = 500

function reasonText(text: string): string {
  const reason = text.trim()
  if (reason !== '' && reason.length <= REASON_MAX) return reason
  throw new InvalidArgumentError(`Write 1 to ${REASON_MAX} characters.`)
}

function switchWords(kind: SwitchKind, outcome: SwitchOutcome): string {
  const { book, isChanged, reason, cancelled, working, state } = outcome
  const reasonWords = reason === '' ? '' : `: ${reason}`
  if (!isChanged) {
    const already = kind === 'stop' ? 'is halted already' : 'is not halted'
    return `Trading in book ${book} ${already}${reasonWords}.`
  }
  const lines = [`${takenWords(outcome)}${reasonWords}.`]
  if (kind === 'resume') return lines.join('\n')
  if (cancelled.length > 0) lines.push(`Cancelled: ${cancelled.map(orderWords).join(', ')}.`)
  if (working.length > 0) {
    const fate = outcome.taken === 'running' ? 'Not cancelled yet' : 'To be cancelled then'
    lines.push(`${fate}: ${working.map(orderWords).join(', ')}.`)
  }
  if (cancelled.length + working.length === 0) lines.push('No order was open.')
  if (state === 'halted') lines.push('Trading stays halted until "robo-trader resume".')
  return lines.join('\n')
}

function takenWords({ book, state, taken, seq }: SwitchOutcome): string {
  const done = state === 'halted' ? 'Trading is halted' : 'Trading goes on'
  switch (taken) {
    case 'running':
      return `${done} in book ${book}, event ${seq}`
    case 'resting':
      return `Nobody runs book ${book} now; it is in its journal, event ${seq}. ${done} when it starts again`
    case 'waiting':
      return `Nobody runs book ${book} now; this waits at its door. ${done} when it starts again, before anything else`
    default:
      return taken satisfies never
  }
}

const orderWords = ({ side, quantity, instrument, orderId }: OrderLine): string =>
  `${side} ${quantity} ${instrument} (${orderId})`
