import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FORMATS } from '../adapters/files/bar-layout.ts'
import { cancelled } from '../core/cancellation.ts'
import { TradingError } from '../core/errors.ts'
import { FileImports, type TakenFile } from '../core/file-imports.ts'
import type { RunThread } from './run-thread.ts'

export interface UploadedFilesDeps {
  readonly dataDir: string
  readonly openThread: () => RunThread
  /** Largest file that is taken. */
  readonly bytesMax: number
}

/** Megabytes that are taken over the web; larger files go by the command line. */
export const UPLOAD_BYTES_MAX = 64 << 20

/** What a file may be called: its name says which share it is about, so it is kept. */
const NAME = /^[\w&(),+ -][\w&.(),+ -]{0,119}\.(?:csv|txt|json|jsonl|zip)(?:\.gz)?$/i

/** Files that came over the web: each is written beside the data, taken over by a thread of its own, and taken away. */
export class UploadedFiles extends FileImports {
  readonly #deps: UploadedFilesDeps

  constructor(deps: UploadedFilesDeps) {
    super()
    this.#deps = deps
  }

  override async take(
    { name, format, bytes }: Parameters<FileImports['take']>[0],
    signal: AbortSignal,
  ): Promise<readonly TakenFile[]> {
    const known = FORMATS.find((one) => one === format)
    if (!NAME.test(name) || known === undefined) throw notAFile()
    const parent = join(this.#deps.dataDir, 'uploads')
    await mkdir(parent, { recursive: true, mode: 0o700 })
    const folder = await mkdtemp(join(parent, 'file-'))
    try {
      const path = join(folder, name)
      await this.#write(path, bytes, signal)
      const { files } = await this.#imported(path, known, signal)
      const within = (file: string) => file.slice(folder.length + 1)
      return files.map((report) => ({ ...report, file: within(report.file) }))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  async #write(path: string, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    const file = await open(path, 'wx', 0o600)
    try {
      let written = 0
      for await (const chunk of bytes) {
        if (signal.aborted) throw cancelled(signal)
        written += chunk.length
        if (written > this.#deps.bytesMax) throw tooLarge(this.#deps.bytesMax)
        await file.writeFile(chunk)
      }
    } finally {
      await file.close()
    }
  }

  async #imported(path: string, format: (typeof FORMATS)[number], signal: AbortSignal) {
    const thread = this.#deps.openThread()
    const end = () => void thread.close()
    signal.addEventListener('abort', end, { once: true })
    try {
      return await thread.ask('importFile', { path, format })
    } finally {
      signal.removeEventListener('abort', end)
      await thread.close()
    }
  }
}

const notAFile = (): TradingError =>
  new TradingError(
    'INPUT_INVALID',
    'Name a file that ends in .csv, .txt, .json, .jsonl or .zip, perhaps with .gz, of letters, digits and "&(),+-_. "',
    { facts: { fields: { name: 'must be the name of a table, a list or an archive' } } },
  )

const tooLarge = (bytesMax: number): TradingError =>
  new TradingError(
    'BODY_TOO_LARGE',
    `The file is larger than ${bytesMax >> 20} MB: take it over with "robo-trader data import FILE"`,
  )
