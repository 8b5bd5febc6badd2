import type { ToolCall } from '../../src/web/contract/ai.ts'
import { milliseconds } from '../format.ts'
import { clockTime } from '../times.ts'
import { Folded, Verbatim } from './folded.tsx'

/** Output that is JSON is laid out; what is cut off or plain stays as it came. */
function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

const inputOf = (input: unknown): string => {
  const text = JSON.stringify(input) ?? ''
  return text === '{}' ? '' : text
}
/** So much of an input tells one call from the next. */
const SHOWN = 80

/** A look that the model took at the desk: what it asked for and what it was told, opened by key. */
export function ToolCallNote({ call }: { readonly call: ToolCall }) {
  const { tool, input, output, outputDigest, isError, at, durationMs } = call
  const asked = inputOf(input)
  return (
    <Folded
      summary={
        <>
          <code className={`font-mono ${isError ? 'text-loss' : 'text-ink'}`}>
            {isError ? '✗ ' : ''}
            {tool}
          </code>{' '}
          <span className="break-all">
            {asked.length > SHOWN ? `${asked.slice(0, SHOWN)}…` : asked}
          </span>{' '}
          <span className="figures whitespace-nowrap">
            {isError ? 'failed, ' : ''}
            {clockTime(at)}, {milliseconds(durationMs)}
          </span>
        </>
      }
    >
      <p className="pt-1 text-s text-quiet">Asked</p>
      <Verbatim label={`Input of ${tool}`} text={JSON.stringify(input, null, 2) ?? ''} />
      <p className="pt-1 text-s text-quiet">
        Told, as data <code className="font-mono break-all">{outputDigest.slice(0, 16)}</code>
      </p>
      <Verbatim label={`Output of ${tool}`} text={laidOut(output)} />
    </Folded>
  )
}
