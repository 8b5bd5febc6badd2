import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientEnvironment } from './environment.ts'

const RM_TRIES = 20

/** Where the model's client runs: an empty folder whose name tells nothing, since the client tells it to the model. */
export class ClientPlace {
  readonly #inherited: Readonly<Record<string, string>>
  readonly #scriptedModelUrl: string | null
  #folder: Promise<string> | null = null

  constructor(inherited: Readonly<Record<string, string>>, scriptedModelUrl: string | null) {
    this.#inherited = inherited
    this.#scriptedModelUrl = scriptedModelUrl
  }

  /** Made when it is first needed. */
  async open(): Promise<{ readonly cwd: string; readonly env: Readonly<Record<string, string>> }> {
    this.#folder ??= makeFolder()
    const folder = await this.#folder
    const env = clientEnvironment({
      inherited: this.#inherited,
      scriptedModelUrl: this.#scriptedModelUrl,
      folder,
    })
    return { cwd: join(folder, 'work'), env }
  }

  /** After the last client: one that lives still writes. */
  async close(): Promise<void> {
    const folder = this.#folder
    this.#folder = null
    if (folder) await rm(await folder, { recursive: true, force: true, maxRetries: RM_TRIES })
  }
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'w-'))
  for (const path of ['work', join('home', 'config')]) {
    await mkdir(join(folder, path), { recursive: true, mode: 0o700 })
  }
  return folder
}
