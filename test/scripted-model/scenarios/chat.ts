import { paced, type Reply, say, uses } from '../replies.ts'
import {
  lastWords,
  type ModelRequest,
  resultWords,
  type SentBlock,
  toolResults,
} from '../request.ts'
import { ownersWords } from './told-task.ts'

/** So that a person sees it coming, and can stop it. */
const PACE_MS = 25
const PREFIX = 'mcp__desk__'
const SHARE = /\b(NSE|BSE):[A-Z0-9][A-Z0-9&_-]*\b/i
const RUPEE = 100

type Call = readonly [name: string, input: unknown]

/** What a careful assistant would look up for the question, of the tools that it was given. */
function calls(request: ModelRequest, asked: string): readonly Call[] {
  const share = SHARE.exec(asked)?.[0].toUpperCase()
  const wanted: readonly Call[] =
    share === undefined
      ? [['get_portfolio', {}]]
      : [
          ['get_quote', { instrument: share }],
          ['get_indicators', { instrument: share }],
        ]
  return wanted
    .map(([name, input]): Call => [`${PREFIX}${name}`, input])
    .filter(([name]) => request.tools.includes(name))
}

function proposal(request: ModelRequest, asked: string): readonly Call[] {
  const share = SHARE.exec(asked)?.[0].toUpperCase()
  const side = /\b(?:sell|exit)\b/i.test(asked) ? 'sell' : /\bbuy\b/i.test(asked) ? 'buy' : null
  const name = `${PREFIX}propose_trade`
  if (share === undefined || side === null || !request.tools.includes(name)) return []
  const wish = {
    instrument: share,
    side,
    conviction: 0.55,
    horizonDays: 20,
    reason: `The owner asks to ${side} it, and its newest price and indicators were looked up first.`,
    invalidation: 'The close turns to the other side of its 50-day average.',
    evidenceIds: ['get_quote'],
  }
  return [[name, wish]]
}

const field = (text: string, name: string): string | null =>
  new RegExp(`"${name}":\\s*("(?:[^"\\\\]|\\\\.)*"|-?\\d+(?:\\.\\d+)?)`).exec(text)?.[1] ?? null

const rupees = (paise: string): string => `₹${(Number(paise) / RUPEE).toFixed(2)}`

const CITED = [
  ['lastPaise', 'the last price is'],
  ['equityPaise', 'the equity is'],
  ['cashPaise', 'the cash is'],
] as const

/** One tool's answer in words, with its name and time. */
function cited(result: SentBlock, name: string): string {
  const text = resultWords(result)
  const asOf = field(text, 'asOf')?.replaceAll('"', '') ?? 'an unknown time'
  if (result.is_error === true) return `${name} refused: ${text}`
  const figures = CITED.flatMap(([key, words]) => {
    const found = field(text, key)
    return found === null ? [] : [`${words} ${rupees(found)}`]
  })
  const says = figures.length === 0 ? (field(text, 'says') ?? 'it answered') : figures.join(', ')
  return `${name} (as of ${asOf}): ${says}.`
}

/** The names of the tools that were called, by the ids of their calls. */
const namesOf = ({ messages }: ModelRequest): ReadonlyMap<string, string> =>
  new Map(
    messages
      .flatMap(({ content }) => content)
      .flatMap(({ type, id, name }) =>
        type === 'tool_use' && id !== undefined && name !== undefined
          ? [[id, name.replace(PREFIX, '')] as const]
          : [],
      ),
  )

/** Looks up first, proposes when the owner asks for a trade, and says what the tools answered, each by its name. */
export function chat(request: ModelRequest): Reply {
  const asked = ownersWords(lastWords(request))
  const results = toolResults(request)
  const names = namesOf(request)
  const called = new Set(results.map(({ tool_use_id: id = '' }) => names.get(id) ?? ''))
  const lookUps = calls(request, asked)
  if (results.length === 0 && lookUps.length > 0) return uses(...lookUps)
  const wish = called.has('propose_trade') ? [] : proposal(request, asked)
  if (wish.length > 0) return uses(...wish)
  const lines = results.map((result) => cited(result, names.get(result.tool_use_id ?? '') ?? ''))
  const told = lines.length === 0 ? 'No tool was given to me for that.' : lines.join(' ')
  return paced(PACE_MS, say(`${told} I am a script in the model’s place and know nothing else.`))
}
