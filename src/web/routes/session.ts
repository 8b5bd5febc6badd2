import * as z from 'zod'
import { SCOPES } from '../../auth/access.ts'
import { isPassword } from '../../auth/password.ts'
import { TradingError } from '../../core/errors.ts'
import { isoTime } from '../../domain/time.ts'
import { sessionBody, sessionWish } from '../contract/system.ts'
import { defineRoute, json, type Route } from '../route.ts'
import { AVAILABLE_SCREENS } from '../screens.ts'

const DAY_SECONDS = 86_400
const LIFE_DAYS = 7

/** Who comes in, and who goes. */
export const session: readonly Route[] = [
  defineRoute({
    method: 'POST',
    url: '/api/auth/session',
    group: 'auth',
    need: 'nothing',
    says: 'Begins a session for a page of this desk, with the password where one is set',
    body: sessionWish,
    reply: sessionBody,
    async answer({ body, caller, correlationId }, { access, effective, clock, log }) {
      const { passwordHash } = effective.config
      if (passwordHash !== null && !(await isPassword(body.password ?? '', passwordHash))) {
        throw new TradingError('NOT_SIGNED_IN', 'The password is not the right one')
      }
      // Who comes in anew gets a new secret: one that somebody planted before is worth nothing.
      if (caller?.kind === 'session') await access.end(caller.id)
      const begun = await access.begin()
      log.info('a session began', { session: begun.caller.id, correlationId })
      const { csrfToken, expiresAt, scope } = begun.caller
      return {
        kind: 'session',
        secret: begun.secret,
        maxAgeSeconds: LIFE_DAYS * DAY_SECONDS,
        value: {
          csrfToken: csrfToken ?? '',
          expiresAt: isoTime(expiresAt ?? clock.now()),
          scopes: SCOPES.slice(0, SCOPES.indexOf(scope) + 1),
          available: AVAILABLE_SCREENS,
        },
      }
    },
  }),
  defineRoute({
    method: 'DELETE',
    url: '/api/auth/session',
    group: 'auth',
    need: 'read',
    says: 'Ends this session',
    reply: z.object({ ended: z.literal(true) }),
    async answer({ caller }, { access }) {
      if (caller?.kind === 'session') await access.end(caller.id)
      return json({ ended: true })
    },
  }),
]
