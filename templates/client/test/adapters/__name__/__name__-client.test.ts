import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { __Name__Client } from '../../../src/adapters/__name__/__name__-client.ts'
import { Clock } from '../../../src/core/clock.ts'
import { type EpochMs, epochMs } from '../../../src/domain/time.ts'

/** A clock that waits for nothing and remembers how long it should have. */
class HurriedClock extends Clock {
  readonly waits: number[] = []
  override now(): EpochMs {
    return epochMs(0)
  }
  override wakeAt(at: EpochMs, wake: () => void): Disposable {
    this.waits.push(at)
    queueMicrotask(wake)
    return { [Symbol.dispose]: () => undefined }
  }
}

const GOOD = { items: [{ id: '1', title: 'one' }] }
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A server on this machine that gives its answers in turn, and what was asked of it. */
async function serve(...answers: readonly { readonly status: number; readonly body: unknown }[]) {
  const keys: (string | undefined)[] = []
  const server = createServer((request, response) => {
    keys.push(request.headers.authorization)
    const { status, body } = answers[keys.length - 1] ?? { status: 500, body: null }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  closing.push(() => server.close())
  const { port } = server.address() as AddressInfo
  const clock = new HurriedClock()
  const deps = { address: `http://127.0.0.1:${port}`, keys: ['first', 'second'], clock, jitter: () => 1 }
  return { client: new __Name__Client(deps), clock, keys }
}

const signal = AbortSignal.timeout(30_000)

describe('__Name__Client', () => {
  it('B81 answers parsed data', async () => {
    const { client } = await serve({ status: 200, body: GOOD })
    expect(await client.items('a', signal)).toEqual(GOOD)
  })

  it('B81 refuses an answer of another shape', async () => {
    const { client } = await serve({ status: 200, body: { items: 'none' } })
    await expect(client.items('a', signal)).rejects.toThrow('something else')
  })

  it('B76 tries three times, waiting twice as long each time', async () => {
    const failure = { status: 503, body: null }
    const { client, clock } = await serve(failure, failure, failure)
    await expect(client.items('a', signal)).rejects.toMatchObject({ statusCode: 503 })
    expect(clock.waits).toEqual([1_000, 2_000])
  })

  it('B78 takes the next key when one is limited', async () => {
    const { client, keys } = await serve({ status: 429, body: null }, { status: 200, body: GOOD })
    await client.items('a', signal)
    expect(keys).toEqual(['Bearer first', 'Bearer second'])
  })

  it('says so when there is no key', async () => {
    const deps = { address: 'http://127.0.0.1:1', keys: [], clock: new HurriedClock(), jitter: () => 0 }
    await expect(new __Name__Client(deps).items('a', signal)).rejects.toMatchObject({ field: 'keys' })
  })
})
