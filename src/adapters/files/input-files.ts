import { createReadStream } from 'node:fs'
import { opendir, open as openFile, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { createGunzip, gunzip } from 'node:zlib'
import yauzl from 'yauzl'
import { cancelled } from '../../core/cancellation.ts'
import { TradingError } from '../../core/errors.ts'

/** Tables by their names; everything else in a folder is passed over. */
const TABLE = /\.(csv|txt|zip)(\.gz)?$/i
const ZIP = /\.zip$/i
const GZIP = /\.gz$/i
/** Files up to this size are read at once, ahead of their turn. */
const SMALL_BYTES = 4 << 20
const SMALL_BYTES_UNPACKED = 64 << 20
const CHUNK_BYTES = 256 << 10

/** Bytes as they come, unpacked. */
export type Chunks = Iterable<Buffer> | AsyncIterable<Buffer>

/** One file to import, or one inside an archive. */
export interface InputFile {
  /** As it was given; inside an archive `archive.zip!file.csv`. */
  readonly name: string
  /** False for what was found in a folder. */
  readonly wasNamed: boolean
  /** When it was last written, epoch ms. */
  readonly modifiedAt: number
  /** Starts reading; small files are there, unpacked, when it resolves. Throws FILE_REFUSED for damaged ones. */
  read(signal: AbortSignal): Promise<Chunks>
}

const unpack = promisify(gunzip)

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

const systemCode = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : null

/** A file that cannot be read, in words for a person; a cancellation goes on as it is. */
function refused(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return cancelled(signal)
  if (error instanceof TradingError) return error
  const code = systemCode(error)
  const reasons = new Map<unknown, string>([
    ['ENOENT', 'there is no such file'],
    ['EACCES', 'it may not be read'],
    ['EISDIR', 'it is a folder'],
    ['Z_BUF_ERROR', 'its compressed data end early: the file is cut'],
    ['Z_DATA_ERROR', 'its compressed data are damaged'],
  ])
  const reason = reasons.get(code) ?? 'it cannot be read or unpacked'
  return new TradingError('FILE_REFUSED', reason, { cause: error })
}

async function* guarded(chunks: AsyncIterable<Buffer>, signal: AbortSignal): AsyncIterable<Buffer> {
  try {
    for await (const chunk of chunks) {
      if (signal.aborted) throw cancelled(signal)
      yield chunk
    }
  } catch (error) {
    throw refused(error, signal)
  }
}

async function startsLikeGzip(path: string): Promise<boolean> {
  const handle = await openFile(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && isGzip(buffer)
  } finally {
    await handle.close()
  }
}

/** A large file as a stream: only a few chunks are ever held. */
async function streamed(path: string, signal: AbortSignal): Promise<Chunks> {
  const isPacked = await startsLikeGzip(path)
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES, signal })
  if (!isPacked) return guarded(file, signal)
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES })
  file.on('error', (error) => unpacked.destroy(error))
  return guarded(file.pipe(unpacked), signal)
}

async function readSmall(path: string, signal: AbortSignal): Promise<Chunks> {
  const bytes = await readFile(path, { signal })
  if (!isGzip(bytes)) return [bytes]
  const limits = { chunkSize: CHUNK_BYTES, maxOutputLength: SMALL_BYTES_UNPACKED }
  try {
    return [await unpack(bytes, limits)]
  } catch (error) {
    if (systemCode(error) === 'ERR_BUFFER_TOO_LARGE') return streamed(path, signal)
    throw error
  }
}

async function readFileAt(path: string, size: number, signal: AbortSignal): Promise<Chunks> {
  try {
    return await (size <= SMALL_BYTES ? readSmall(path, signal) : streamed(path, signal))
  } catch (error) {
    throw refused(error, signal)
  }
}

/** What could not even be looked at is refused when its turn comes, like any other file. */
const unreadable = (name: string, wasNamed: boolean, error: unknown): InputFile => ({
  name,
  wasNamed,
  modifiedAt: 0,
  read: async (signal) => {
    throw refused(error, signal)
  },
})

async function readEntry(
  archive: yauzl.ZipFile,
  entry: yauzl.Entry,
  signal: AbortSignal,
): Promise<Chunks> {
  try {
    const stream: Readable = await archive.openReadStreamPromise(entry)
    if (!GZIP.test(entry.fileName)) return guarded(stream, signal)
    const unpacked = createGunzip({ chunkSize: CHUNK_BYTES })
    stream.on('error', (error) => unpacked.destroy(error))
    return guarded(stream.pipe(unpacked), signal)
  } catch (error) {
    throw refused(error, signal)
  }
}

/** The files behind what a person named: files, folders with everything in them, archives. Holds archives open. */
export class InputFiles {
  readonly #archives: yauzl.ZipFile[] = []
  #passedOver = 0

  /** Files in folders that are no tables by their names. */
  get passedOver(): number {
    return this.#passedOver
  }

  /** In the order given, folders in the order of their names. */
  async *list(paths: readonly string[], signal: AbortSignal): AsyncGenerator<InputFile> {
    for (const path of paths) yield* this.#found(path, true, signal)
  }

  close(): void {
    for (const archive of this.#archives.splice(0)) archive.close()
  }

  async *#found(path: string, wasNamed: boolean, signal: AbortSignal): AsyncGenerator<InputFile> {
    if (signal.aborted) throw cancelled(signal)
    try {
      const facts = await stat(path)
      if (facts.isDirectory()) yield* this.#inFolder(path, signal)
      else if (ZIP.test(path)) yield* this.#inArchive(path, facts.mtimeMs)
      else {
        const { size, mtimeMs } = facts
        const read = (other: AbortSignal) => readFileAt(path, size, other)
        yield { name: path, wasNamed, modifiedAt: mtimeMs, read }
      }
    } catch (error) {
      if (signal.aborted) throw cancelled(signal)
      yield unreadable(path, wasNamed, error)
    }
  }

  async *#inFolder(folder: string, signal: AbortSignal): AsyncGenerator<InputFile> {
    const names: string[] = []
    for await (const entry of await opendir(folder)) {
      if (entry.isDirectory() ? !entry.name.startsWith('.') : TABLE.test(entry.name)) {
        names.push(entry.name)
      } else this.#passedOver++
    }
    names.sort()
    for (const name of names) yield* this.#found(join(folder, name), false, signal)
  }

  async *#inArchive(path: string, modifiedAt: number): AsyncGenerator<InputFile> {
    const archive = await yauzl.openPromise(path, { autoClose: false, lazyEntries: true })
    this.#archives.push(archive)
    let tables = 0
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      if (!TABLE.test(entry.fileName) || ZIP.test(entry.fileName)) {
        this.#passedOver++
        continue
      }
      tables++
      const read = (signal: AbortSignal) => readEntry(archive, entry, signal)
      yield { name: `${path}!${entry.fileName}`, wasNamed: false, modifiedAt, read }
    }
    if (tables === 0) throw new TradingError('FILE_REFUSED', 'it holds no table')
  }
}
