import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** What is asked for, over and over. */
export interface Question {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Whether each connection shows the tag of the newest answer it has. */
  readonly isKnown: boolean
}

const CONNECTIONS = 32
const HEAD_END = '\r\n\r\n'

/** One kept connection: asks, reads the answer to its last byte, asks again. It reads no more of HTTP than that needs. */
class Line {
  readonly #socket: Socket
  readonly #question: Question
  #request: Buffer
  #tag = ''
  #held: Buffer = Buffer.alloc(0)
  #body = 0
  #answered: (isOver: boolean) => void = () => undefined

  constructor(socket: Socket, question: Question) {
    this.#socket = socket
    this.#question = question
    this.#request = this.#requestWith('')
    socket.on('data', (chunk) => this.#take(chunk))
  }

  /** Asks until `next` says that it is enough; rejects with an answer that is none. */
  ask(next: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.once('error', reject)
      this.#socket.once('close', () => reject(new RangeError('the server hung up')))
      this.#answered = (isFine) => {
        if (!isFine) reject(new RangeError('the server refused'))
        else if (next()) this.#socket.write(this.#request)
        else resolve()
      }
      this.#answered(true)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    if (this.#body > 0) {
      this.#body -= chunk.length
      if (this.#body === 0) this.#answered(true)
      return
    }
    const all = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    const end = all.indexOf(HEAD_END)
    if (end < 0) {
      this.#held = all
      return
    }
    this.#held = Buffer.alloc(0)
    this.#read(all.toString('latin1', 0, end), all.length - end - HEAD_END.length)
  }

  #read(head: string, came: number): void {
    const status = head.slice(9, 12)
    if (status !== '200' && status !== '304') return this.#answered(false)
    const length = status === '304' ? 0 : Number(/content-length: (\d+)/i.exec(head)?.[1])
    if (this.#question.isKnown && status === '200') this.#learn(head)
    this.#body = length - came
    if (this.#body === 0) this.#answered(true)
  }

  #learn(head: string): void {
    const [, tag = ''] = /etag: (\S+)/i.exec(head) ?? []
    if (tag === this.#tag) return
    this.#tag = tag
    this.#request = this.#requestWith(tag)
  }

  #requestWith(tag: string): Buffer {
    const { url, headers } = this.#question
    const { host, pathname } = new URL(url)
    const all = { host, ...headers, ...(tag === '' ? {} : { 'if-none-match': tag }) }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    return Buffer.from(`GET ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n`)
  }
}

/** Seconds until so many answers have come, 32 being under way at any time. */
export async function timeAnswers(question: Question, count: number): Promise<number> {
  const { hostname, port } = new URL(question.url)
  const lines = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true })
      await once(socket, 'connect')
      return new Line(socket, question)
    }),
  )
  let asked = 0
  const next = () => asked++ < count
  const start = performance.now()
  try {
    await Promise.all(lines.map((line) => line.ask(next)))
    return (performance.now() - start) / 1_000
  } finally {
    for (const line of lines) line.close()
  }
}
