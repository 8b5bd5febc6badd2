import { Readable } from 'node:stream'
import * as z from 'zod'
import { toTradingError } from '../../core/error-handler.ts'
import type { TakenFile } from '../../core/file-imports.ts'
import { importBody, importQuery } from '../contract/data.ts'
import { postIntent } from '../intents.ts'
import { type Asking, defineRoute, json, type Route } from '../route.ts'
import type { Web } from '../web.ts'

/** Largest file that is taken. */
const UPLOAD_BYTES_MAX = 64 << 20
const IMPORT_MS_MAX = 300_000

const bytes = z.custom<Readable>((value) => value instanceof Readable, {
  message: 'must be a file, sent as application/octet-stream',
})

const summed = (files: readonly TakenFile[]) => {
  const total = (part: 'new' | 'same' | 'changed' | 'refused') =>
    files.reduce((sum, file) => sum + file[part], 0)
  const filesRefused = files.filter(({ outcome }) => outcome === 'refused').length
  return {
    new: total('new'),
    same: total('same'),
    changed: total('changed'),
    refused: total('refused'),
    filesRefused,
    files,
  }
}

/** The journal says that data came; a desk that is closing says nothing, and the data are there all the same. */
async function tell(sum: ReturnType<typeof summed>, asking: Asking, web: Web): Promise<void> {
  const added = sum.new + sum.changed
  const data = { files: sum.files.length, added, refused: sum.refused }
  try {
    await postIntent('data.import_completed', data, asking, web, false)
  } catch (error) {
    const { code, message } = toTradingError(error)
    web.log.warn('an import is not told in the journal', { code, message })
  }
}

/** Files taken over by screen. */
export const data: readonly Route[] = [
  defineRoute({
    method: 'POST',
    url: '/api/data/import',
    group: 'strategies',
    bucket: 'imports',
    need: 'operate',
    says: 'Takes over one file of at most 64 MB, sent as application/octet-stream: bars, news, earnings, fundamentals',
    query: importQuery,
    body: bytes,
    uploadBytesMax: UPLOAD_BYTES_MAX,
    reply: importBody,
    async answer({ query: { name, format }, body, ...asking }, web) {
      const done = web.jobs.begin('an import')
      try {
        const signal = AbortSignal.timeout(IMPORT_MS_MAX)
        const sum = summed(await web.imports.take({ name, format, bytes: body }, signal))
        if (sum.new + sum.changed > 0) await tell(sum, asking, web)
        return json(sum)
      } finally {
        done()
      }
    },
  }),
]
