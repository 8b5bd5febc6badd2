import { createReadStream } from 'node:fs'
import { type FileHandle, open, opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { createGunzip, gunzip } from 'node:zlib'
import yauzl from 'yauzl'
import { cancelled } from '../../core/cancellation.ts'
import { TradingError } from '../../core/errors.ts'

/** Tables and lists by their names; everything else in a folder is passed over. */
const TABLE = /\.(csv|txt|json|jsonl|zip)(\.gz)?$/i
const ZIP = /\.zip$/i
const GZIP = /\.gz$/i
/** Files up to this size are read at once, ahead of their turn. */
const SMALL_BYTES = 1 << 20
/** Header and trailer of gzip: less is cut. */
const GZIP_BYTES_MIN = 18
const SMALL_BYTES_UNPACKED = 16 << 20
const CHUNK_BYTES = 256 << 10

/** Bytes as they come, unpacked. */
export type Chunks = Iterable<Buffer> | AsyncIterable<Buffer>

/** A file that was opened. */
export interface Content {
  readonly chunks: Chunks
  /** When it was last written, epoch ms. */
  readonly modifiedAt: number
}

/** One file to import, or one inside an archive. */
export interface InputFile {
  /** As it was given; inside an archive `archive.zip!file.csv`. */
  readonly name: string
  /** False for what was found in a folder. */
  readonly wasNamed: boolean
  /** Starts reading; small files are there, unpacked, when it resolves. Throws FILE_REFUSED for damaged ones. */
  read(signal: AbortSignal): Promise<Content>
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

/** A large file as a stream: only a few chunks are ever held. */
function streamed(path: string, isPacked: boolean, signal: AbortSignal): Chunks {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES, signal })
  return guarded(isPacked ? unpackedStream(file) : file, signal)
}

function unpackedStream(packed: Readable): Readable {
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES })
  packed.on('error', (error) => unpacked.destroy(error))
  return packed.pipe(unpacked)
}

/** The size before compression as gzip notes it at the end (RFC 1952): a hint for how much room to make. */
const roomFor = (packed: Buffer): number =>
  Math.min(SMALL_BYTES_UNPACKED, Math.max(1_024, packed.readUInt32LE(packed.length - 4) + 1))

async function unpackedAtOnce(path: string, packed: Buffer, signal: AbortSignal): Promise<Chunks> {
  if (packed.length < GZIP_BYTES_MIN) return streamed(path, true, signal)
  const limits = { chunkSize: roomFor(packed), maxOutputLength: SMALL_BYTES_UNPACKED }
  try {
    return [await unpack(packed, limits)]
  } catch (error) {
    if (systemCode(error) === 'ERR_BUFFER_TOO_LARGE') return streamed(path, true, signal)
    throw error
  }
}

/** The first bytes of a file, up to a number of them. */
async function firstBytes(handle: FileHandle, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}

async function readFileAt(path: string, signal: AbortSignal): Promise<Content> {
  try {
    const handle = await open(path, 'r')
    try {
      const { size, mtimeMs: modifiedAt } = await handle.stat()
      const isSmall = size <= SMALL_BYTES
      const bytes = await firstBytes(handle, isSmall ? size : 2)
      const isPacked = isGzip(bytes)
      if (!isSmall) return { chunks: streamed(path, isPacked, signal), modifiedAt }
      return { chunks: isPacked ? await unpackedAtOnce(path, bytes, signal) : [bytes], modifiedAt }
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw refused(error, signal)
  }
}

/** What could not even be looked at is refused when its turn comes, like any other file. */
const unreadable = (name: string, wasNamed: boolean, error: unknown): InputFile => ({
  name,
  wasNamed,
  read: async (signal) => {
    throw refused(error, signal)
  },
})

async function readEntry(
  archive: yauzl.ZipFile,
  entry: yauzl.Entry,
  signal: AbortSignal,
): Promise<Content> {
  try {
    const stream: Readable = await archive.openReadStreamPromise(entry)
    const content = GZIP.test(entry.fileName) ? unpackedStream(stream) : stream
    return { chunks: guarded(content, signal), modifiedAt: entry.getLastModDate().getTime() }
  } catch (error) {
    throw refused(error, signal)
  }
}

const fileAt = (path: string, wasNamed: boolean): InputFile => ({
  name: path,
  wasNamed,
  read: (signal) => readFileAt(path, signal),
})

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
    for (const path of paths) {
      const isFolder = await stat(path).then(
        (facts) => facts.isDirectory(),
        () => false,
      )
      yield* this.#found(path, isFolder, true, signal)
    }
  }

  close(): void {
    for (const archive of this.#archives.splice(0)) archive.close()
  }

  async *#found(
    path: string,
    isFolder: boolean,
    wasNamed: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<InputFile> {
    if (signal.aborted) throw cancelled(signal)
    try {
      if (isFolder) yield* this.#inFolder(path, signal)
      else if (ZIP.test(path)) yield* this.#inArchive(path)
      else yield fileAt(path, wasNamed)
    } catch (error) {
      if (signal.aborted) throw cancelled(signal)
      yield unreadable(path, wasNamed, error)
    }
  }

  async *#inFolder(folder: string, signal: AbortSignal): AsyncGenerator<InputFile> {
    const found: { readonly name: string; readonly isFolder: boolean }[] = []
    for await (const entry of await opendir(folder)) {
      const { name } = entry
      const isFolder = entry.isDirectory()
      if (isFolder ? !name.startsWith('.') : TABLE.test(name)) found.push({ name, isFolder })
      else this.#passedOver++
    }
    found.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const { name, isFolder } of found) {
      yield* this.#found(join(folder, name), isFolder, false, signal)
    }
  }

  async *#inArchive(path: string): AsyncGenerator<InputFile> {
    const archive = await yauzl.openPromise(path, { autoClose: false, lazyEntries: true })
    this.#archives.push(archive)
    let tables = 0
    for await (const entry of archive.eachEntry()) {
      const { fileName } = entry
      if (fileName.endsWith('/')) continue
      if (!TABLE.test(fileName) || ZIP.test(fileName)) {
        this.#passedOver++
        continue
      }
      tables++
      const read = (signal: AbortSignal) => readEntry(archive, entry, signal)
      yield { name: `${path}!${fileName}`, wasNamed: false, read }
    }
    if (tables === 0) throw new TradingError('FILE_REFUSED', 'it holds no table')
  }
}
