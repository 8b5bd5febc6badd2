import * as z from 'zod'
import { TradingError } from '../../core/errors.ts'
import type { BackupInfo } from '../../core/state/backup.ts'
import { isoTime } from '../../domain/time.ts'
import { backupStatusBody, backupsBody } from '../contract/system.ts'
import { ofFile } from '../params.ts'
import { defineRoute, json, type Route } from '../route.ts'
import type { Web } from '../web.ts'

const group = 'backups'
const BACKUP_MS_MAX = 120_000
const VERIFY_MS_MAX = 60_000

const rowOf = ({ file, bytes, createdAt, reason }: BackupInfo) => ({
  file,
  bytes,
  createdAt: isoTime(createdAt),
  reason,
})

const listOf = async ({ backups }: Web) => ({ backups: (await backups.list()).map(rowOf) })

/** Copies of everything that is kept. */
export const backups: readonly Route[] = [
  defineRoute({
    method: 'GET',
    url: '/api/backups',
    group,
    need: 'read',
    says: 'Backups in the data folder, newest first',
    reply: backupsBody,
    answer: async (_, web) => json(await listOf(web)),
  }),
  defineRoute({
    method: 'POST',
    url: '/api/backups',
    group,
    need: 'operate',
    says: 'Makes a backup while the desk works',
    reply: backupsBody,
    async answer({ correlationId }, web) {
      const done = web.jobs.begin('a backup')
      try {
        const { file, bytes } = await web.backups.create(
          'manual',
          AbortSignal.timeout(BACKUP_MS_MAX),
        )
        web.log.info('a backup was asked for', { file, bytes, correlationId })
      } finally {
        done()
      }
      return json(await listOf(web))
    },
  }),
  defineRoute({
    method: 'GET',
    url: '/api/backups/status',
    group,
    need: 'read',
    says: 'How many backups there are, the newest, and what is under way',
    reply: backupStatusBody,
    async answer(_, web) {
      const rows = (await web.backups.list()).map(rowOf)
      return json({ kept: rows.length, newest: rows[0] ?? null, running: web.jobs.running })
    },
  }),
  defineRoute({
    method: 'POST',
    url: '/api/backups/:file/restore',
    group,
    need: 'operate',
    says: 'Looks whether a backup is whole, and says how it is put back: never under a running desk',
    params: ofFile,
    reply: z.unknown(),
    async answer({ params: { file } }, web) {
      await web.backups.verify(file, AbortSignal.timeout(VERIFY_MS_MAX))
      throw new TradingError(
        'CONFLICT',
        `The backup is whole, but this desk is writing its book: stop it and run "robo-trader backup restore ${file}"`,
        { facts: { file } },
      )
    },
  }),
]
