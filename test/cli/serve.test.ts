import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Desk, useProgram } from './cli.ts'

/** A port that nobody listens on now. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port)
        else reject(new RangeError('no port'))
      })
    })
  })

const RUN = ['run', '--from', '2026-11-23', '--speed', '60']

describe('a run with its dashboard', () => {
  const { desk } = useProgram()
  let my: Desk
  let port = 0
  beforeEach(async () => {
    my = await desk()
    port = await freePort()
  })
  afterEach(() => my[Symbol.asyncDispose]())

  const url = (path: string) => `http://127.0.0.1:${port}${path}`
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(url(path), { headers })
    return { status: answer.status, body: JSON.parse(await answer.text()) }
  }
  const begin = async (...words: string[]) => {
    const running = my.start([...RUN, '--port', String(port), ...words])
    await running.said(/Dashboard: http:\/\/127\.0\.0\.1:\d+/)
    return running
  }
  const trading = async () => (await get('/api/dashboard')).body.status.trading

  it('B145 tells which program answers: version, commit, process, port and book', async () => {
    const running = await begin()
    const { status, body } = await get('/api/health')
    expect(status).toBe(200)
    const { version, commit } = body.identity
    expect(body).toMatchObject({
      status: 'ok',
      identity: { pid: running.pid, port, environment: 'paper', dataDir: my.dataDir },
    })
    expect((await my.run(['--version'])).out).toContain(`${version}, commit ${commit}`)
    expect(Date.parse(body.identity.startedAt)).toBeLessThanOrEqual(Date.now())
    const shown = (await get('/api/dashboard')).body.status.identity
    expect(shown).toEqual(body.identity)
    running.signal('SIGTERM')
    expect((await running.ended).code).toBe(0)
    await expect(fetch(url('/api/health'))).rejects.toThrow()
  })

  it('B126 listens on loopback, and on nothing else without a password', async () => {
    const refused = await my.run([...RUN, '--host', '0.0.0.0'])
    expect(refused.code).toBe(2)
    expect(refused.err).toMatch(/Others could reach the desk at 0\.0\.0\.0: set DASHBOARD_PASSWORD/)
    const hashed = my.start(['password', '--json'])
    hashed.type('correct horse battery\n')
    const { hash } = JSON.parse((await hashed.ended).out)
    const running = my.start([...RUN, '--host', '0.0.0.0', '--port', String(port)], {
      DASHBOARD_PASSWORD_HASH: hash,
    })
    await running.said(/Dashboard: http:\/\/0\.0\.0\.0/)
    expect((await get('/api/dashboard')).status).toBe(401)
    const session = await fetch(url('/api/auth/session'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ password: 'correct horse battery' }),
    })
    expect(session.status).toBe(200)
    running.signal('SIGTERM')
    const { code, out, err } = await running.ended
    expect(code).toBe(0)
    expect(out + err).not.toContain('correct horse')
  })

  it('names the next step when its port is taken, and begins nothing', async () => {
    const running = await begin()
    await using other = await desk()
    const { code, err } = await other.run([...RUN, '--port', String(port)])
    expect(code).toBe(3)
    expect(err).toMatch(/Port \d+ is taken.*choose a port with --port/)
    running.signal('SIGTERM')
    await running.ended
  })

  it('lets programs in by tokens, until they are revoked', async () => {
    const running = await begin()
    const { id, token, scope } = await my.json<{ id: string; token: string; scope: string }>([
      'token',
      'create',
      'a script',
      '--scope',
      'operate',
    ])
    expect(scope).toBe('operate')
    const headers = { authorization: `Bearer ${token}` }
    await vi.waitFor(async () => {
      expect((await get('/api/dashboard', headers)).status).toBe(200)
    })
    const listed = await my.run(['token', 'list'])
    expect(listed.out).toContain(id)
    expect(listed.out).not.toContain(token)
    expect((await my.run(['token', 'revoke', id])).code).toBe(0)
    await vi.waitFor(async () => {
      expect((await get('/api/dashboard', headers)).status).toBe(401)
    })
    expect((await my.run(['token', 'revoke', id])).code).toBe(2)
    running.signal('SIGTERM')
    await running.ended
  })

  it('J7 is stopped by the API, by the command and by a signal, and stays stopped over a restart', async () => {
    const running = await begin()
    const { token } = await my.json<{ token: string }>([
      'token',
      'create',
      'x',
      '--scope',
      'operate',
    ])
    const stop = async (what: string, reason: string) => {
      const answer = await fetch(url(`/api/emergency/${what}`), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ reason }),
      })
      return { status: answer.status, body: JSON.parse(await answer.text()) }
    }
    const becomes = (state: string, reason: string) =>
      vi.waitFor(async () => expect(await trading()).toMatchObject({ state, reason }), 5_000)
    await vi.waitFor(async () => {
      expect(await stop('stop', 'by the API')).toMatchObject({
        status: 200,
        body: { state: 'halted' },
      })
    }, 5_000)
    await becomes('halted', 'by the API')
    expect((await stop('resume', 'go on')).status).toBe(200)
    await becomes('active', 'go on')
    expect((await my.run(['stop', '--reason', 'by the command'])).code).toBe(0)
    await becomes('halted', 'by the command')
    running.signal('SIGINT')
    expect((await running.ended).code).toBe(0)

    const again = await begin()
    await becomes('halted', 'by the command')
    again.signal('SIGTERM')
    expect((await again.ended).code).toBe(0)
  })

  it('serves nothing with --no-web', async () => {
    const running = my.start([...RUN, '--port', String(port), '--no-web'])
    await running.said(/SIMULATED 2026-11-23/)
    await expect(fetch(url('/api/health'))).rejects.toThrow()
    running.signal('SIGINT')
    const { code, err } = await running.ended
    expect([code, err.includes('Dashboard:')]).toEqual([0, false])
  })
})
