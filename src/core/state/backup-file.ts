import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import * as z from 'zod'
import { isCancellation } from '../cancellation.ts'
import { TradingError } from '../errors.ts'
import { syncFolder } from './atomic-file.ts'
import { isSystemError } from './system-error.ts'

const FORMAT = 1

/** First frame: what follows, and what a reader must know before it. */
const Header = z.strictObject({
  format: z.literal(FORMAT),
  createdAt: z.int(),
  reason: z.string(),
  /** Changes of the schema that the tables have seen. */
  migrations: z.array(z.string()),
})
export type BackupHeader = z.infer<typeof Header>

/** Before the rows of a table, which follow in COPY's text format. */
const Table = z.strictObject({ table: z.string(), columns: z.array(z.string()) })
export type BackupTable = z.infer<typeof Table>

/** Last frame: what was written, counted and summed. */
const Manifest = z.strictObject({
  tables: z.array(z.strictObject({ table: z.string(), rows: z.int(), sha256: z.string() })),
  heads: z.array(z.strictObject({ book: z.string(), seq: z.int(), hash: z.string() })),
})
export type BackupManifest = z.infer<typeof Manifest>

/** A backup is a compressed row of frames: header, then table and rows for each table, then manifest. */
export type Frame =
  | { readonly kind: 'header'; readonly header: BackupHeader }
  | { readonly kind: 'table'; readonly table: BackupTable }
  | { readonly kind: 'rows'; readonly rows: Buffer }
  | { readonly kind: 'manifest'; readonly manifest: BackupManifest }

const KINDS = ['header', 'table', 'rows', 'manifest'] as const
const PREFIX_BYTES = 5
const FRAME_BYTES_MAX = 64 * 1024 * 1024
/** The fastest: backups are made while trading goes on. */
const COMPRESSION = 1

export const invalid = (message: string, cause?: unknown): TradingError =>
  new TradingError('BACKUP_INVALID', message, { cause })

function payloadOf(frame: Frame): Buffer {
  switch (frame.kind) {
    case 'header':
      return Buffer.from(JSON.stringify(frame.header))
    case 'table':
      return Buffer.from(JSON.stringify(frame.table))
    case 'rows':
      return frame.rows
    case 'manifest':
      return Buffer.from(JSON.stringify(frame.manifest))
    default:
      return frame satisfies never
  }
}

async function* encoded(frames: AsyncIterable<Frame>): AsyncGenerator<Buffer> {
  for await (const frame of frames) {
    const payload = payloadOf(frame)
    const prefix = Buffer.alloc(PREFIX_BYTES)
    prefix.writeUInt8(KINDS.indexOf(frame.kind), 0)
    prefix.writeUInt32BE(payload.length, 1)
    yield prefix
    yield payload
  }
}

function decoded(kind: number, payload: Buffer): Frame {
  const json = () => JSON.parse(payload.toString('utf8')) as unknown
  try {
    switch (KINDS[kind]) {
      case 'header':
        return { kind: 'header', header: Header.parse(json()) }
      case 'table':
        return { kind: 'table', table: Table.parse(json()) }
      case 'rows':
        return { kind: 'rows', rows: payload }
      case 'manifest':
        return { kind: 'manifest', manifest: Manifest.parse(json()) }
      default:
        throw invalid('The backup holds a part that this release does not know')
    }
  } catch (cause) {
    throw cause instanceof TradingError
      ? cause
      : invalid('A part of the backup is malformed', cause)
  }
}

/** Cuts a stream of bytes into frames. */
async function* framesIn(bytes: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let held: Buffer = Buffer.alloc(0)
  for await (const chunk of bytes) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    while (held.length >= PREFIX_BYTES) {
      const length = held.readUInt32BE(1)
      if (length > FRAME_BYTES_MAX) throw invalid('A part of the backup is longer than any can be')
      const end = PREFIX_BYTES + length
      if (held.length < end) break
      yield decoded(held.readUInt8(0), held.subarray(PREFIX_BYTES, end))
      held = held.subarray(end)
    }
  }
  if (held.length > 0) throw invalid('The backup is cut off')
}

/** Written aside, synced and renamed: a file of that name is always whole. Returns its size. */
export async function writeBackupFile(
  file: string,
  frames: AsyncIterable<Frame>,
  signal: AbortSignal,
): Promise<number> {
  const temporary = `${file}.${process.pid}.tmp`
  const target = createWriteStream(temporary, { mode: 0o600 })
  try {
    await pipeline(Readable.from(encoded(frames)), createGzip({ level: COMPRESSION }), target, {
      signal,
    })
    await syncFile(temporary)
    await rename(temporary, file)
  } catch (error) {
    // A stream that was given up while it opened makes its file all the same, a little later.
    target.destroy()
    if (!target.closed) await new Promise<void>((resolve) => target.once('close', resolve))
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(file))
  return (await stat(file)).size
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The frames of a file, in order. Throws NOT_FOUND or BACKUP_INVALID. */
export async function* readBackupFile(file: string, signal: AbortSignal): AsyncGenerator<Frame> {
  const source = createReadStream(file, { signal })
  const unpacked = createGunzip()
  const feeding = pipeline(source, unpacked, { signal })
  // Whoever reads learns of it by the reading.
  feeding.catch(() => undefined)
  try {
    yield* framesIn(unpacked)
    await feeding
  } catch (error) {
    if (error instanceof TradingError || isCancellation(error)) throw error
    if (isSystemError(error, 'ENOENT')) {
      throw new TradingError('NOT_FOUND', 'There is no such backup')
    }
    throw invalid('The backup is damaged and cannot be unpacked', error)
  } finally {
    source.destroy()
  }
}
