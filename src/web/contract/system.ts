import * as z from 'zod'
import { aiSession } from './ai.ts'
import { identity, standing } from './desk.ts'
import { time, words } from './scalars.ts'

/** `GET /api/readiness`. */
export const readinessBody = z.object({ items: z.array(standing), isBlocked: z.boolean() })

/** `GET /api/health`: alive, and who answers. */
export const aliveBody = z.object({ status: z.enum(['ok', 'closing']), identity })

/** Topic `health`: every part of the machinery with its state and reason. */
export const healthState = z.object({
  identity,
  components: z.record(
    z.string(),
    z.object({
      name: z.string(),
      state: z.enum(['ready', 'degraded', 'blocked', 'unknown']),
      reason: z.string(),
      nextStep: z.string().nullable(),
      isNeeded: z.boolean(),
      since: time.nullable(),
      checkedAt: time,
    }),
  ),
  process: z.object({
    rssMiB: z.number(),
    heapMiB: z.number(),
    /** Delay of the event loop, milliseconds. */
    loopP50Ms: z.number(),
    loopP99Ms: z.number(),
    uptimeSeconds: z.number(),
  }),
  journal: z.object({ head: z.number().int(), at: time.nullable() }),
  /** Processes of the model's client, by its kind. */
  aiProcesses: z.record(z.string(), aiSession),
  sockets: z.object({ clients: z.number().int(), dropped: z.number().int() }),
  disk: z.object({ freeMiB: z.number().nullable(), dataMiB: z.number().nullable() }),
})
export type HealthState = z.output<typeof healthState>

export const logRow = z.object({
  id: z.number().int(),
  at: time,
  level: z.enum(['debug', 'info', 'warn', 'error']),
  message: z.string(),
  correlationId: z.string().nullable(),
  fields: z.record(z.string(), z.unknown()),
})
/** `GET /api/logs`: the newest lines of this process, masked. */
export const logsBody = z.object({ lines: z.array(logRow) })
export type LogsBody = z.output<typeof logsBody>

export const backupRow = z.object({
  file: z.string(),
  bytes: z.number(),
  createdAt: time,
  reason: z.string(),
})
/** `GET /api/backups`. */
export const backupsBody = z.object({ backups: z.array(backupRow) })
export type BackupsBody = z.output<typeof backupsBody>
export const backupStatusBody = z.object({
  kept: z.number().int(),
  newest: backupRow.nullable(),
  running: z.string().nullable(),
})

/** `GET /api/configuration/:section`. */
export const sectionBody = z.object({
  section: z.string(),
  /** Grows with each saved change: a write names the version that it was made on. */
  version: z.number().int(),
  keys: z.array(
    z.object({
      key: z.string(),
      value: z.unknown(),
      from: z.string(),
      /** JSON schema of the value. */
      allowed: z.unknown(),
      isSecret: z.boolean(),
      /** When a change acts: now, or at the next start. */
      acts: z.enum(['now', 'next start']),
      says: z.string(),
    }),
  ),
})
export type SectionBody = z.output<typeof sectionBody>
/** `PUT /api/configuration/:section`. `409` when the version is not the newest. */
export const sectionWish = z.strictObject({
  version: z.number().int().min(0),
  values: z.record(z.string().max(60), z.unknown()),
})
export type SectionWish = z.input<typeof sectionWish>

/** `POST /api/auth/session`: begins a session; the cookie is set, the token goes into `X-CSRF-Token` of writes. */
export const sessionWish = z.strictObject({ password: words(200).optional() })
export type SessionWish = z.input<typeof sessionWish>
export const sessionBody = z.object({
  csrfToken: z.string(),
  expiresAt: time,
  scopes: z.array(z.enum(['read', 'propose', 'operate'])),
  /** Screens whose part is there; the others are not shown. */
  available: z.array(z.string()),
})
export type SessionBody = z.output<typeof sessionBody>
