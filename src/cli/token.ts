import { Command, Option } from 'commander'
import { Access, SCOPES, type Scope } from '../auth/access.ts'
import { SystemClock } from '../core/clock.ts'
import { StateDoor } from '../core/state/state-door.ts'
import { isoTime } from '../domain/time.ts'
import type { Context } from './context.ts'
import { inContext } from './in-context.ts'
import { textTable } from './output.ts'

interface CreateOptions {
  readonly scope: Scope
}

/** `token`: lets programs in. */
export const tokenCommand = (signal: AbortSignal): Command =>
  new Command('token')
    .description('tokens with which programs use the API')
    .addCommand(
      new Command('create')
        .description('make a token; it is shown once')
        .argument('<name>', 'whose it is, as the journal names him')
        .addOption(
          new Option('--scope <scope>', 'read looks, propose also previews, operate does all')
            .choices(SCOPES)
            .default('read'),
        )
        .action(inContext<CreateOptions>(signal, create)),
    )
    .addCommand(
      new Command('list')
        .description('every token, never its secret')
        .action(inContext(signal, list)),
    )
    .addCommand(
      new Command('revoke')
        .description('let a token in no more; a running desk hears of it at once')
        .argument('<id>', 'from "robo-trader token list"')
        .action(inContext(signal, revoke)),
    )

async function accessOf({ parts, log }: Context): Promise<Access> {
  const store = await parts.get(StateDoor).access()
  return new Access({ store, clock: parts.get(SystemClock), log })
}

async function create(
  context: Context,
  { scope }: CreateOptions,
  [name = '']: readonly string[],
): Promise<void> {
  const { id, secret } = await (await accessOf(context)).issue(nameOf(name), scope)
  context.output.answer({ id, name: nameOf(name), scope, token: secret }, () =>
    [
      `Token ${id} may ${scope}. It is shown this once:`,
      '',
      `  ${secret}`,
      '',
      'Send it as "Authorization: Bearer" followed by the token.',
    ].join('\n'),
  )
}

const NAME_MAX = 60

/** The journal tells programs from persons: a token's name begins with what it is. */
const nameOf = (name: string): string => `token ${name.trim().slice(0, NAME_MAX)}`

async function list({ parts, output }: Context): Promise<void> {
  const rows = await (await parts.get(StateDoor).access()).tokens()
  const tokens = rows.map(({ id, name, scope, created_at, revoked_at }) => ({
    id,
    name,
    scope,
    createdAt: isoTime(created_at),
    revokedAt: revoked_at === null ? null : isoTime(revoked_at),
  }))
  output.answer({ tokens }, () =>
    tokens.length === 0
      ? 'There are no tokens: make one with "robo-trader token create NAME".'
      : textTable(
          ['id', 'name', 'scope', 'made', 'revoked'],
          tokens.map(({ id, name, scope, createdAt, revokedAt }) => [
            id,
            name,
            scope,
            createdAt,
            revokedAt ?? '',
          ]),
          ['left', 'left', 'left', 'left', 'left'],
        ),
  )
}

async function revoke(
  { parts, output }: Context,
  _: unknown,
  [id = '']: readonly string[],
): Promise<void> {
  await (await parts.get(StateDoor).access()).revoke(id, parts.get(SystemClock).now())
  output.answer({ id, revoked: true }, () => `Token ${id} is let in no more.`)
}
