import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../../src/web/app.ts'
import { openWebDesk, type WebDesk } from './web-desk.ts'

describe('the pages of the dashboard', () => {
  let desk: WebDesk
  let app: FastifyInstance
  let folder = ''
  beforeAll(async () => {
    desk = await openWebDesk()
    folder = await mkdtemp(join(tmpdir(), 'robo-pages-'))
    const pagesDir = join(folder, 'ui')
    await mkdir(join(pagesDir, 'assets'), { recursive: true })
    await writeFile(join(folder, 'secret.txt'), 'a secret')
    await writeFile(join(pagesDir, 'index.html'), '<!doctype html><title>Desk</title>')
    await writeFile(join(pagesDir, 'assets', 'app-1a2b3c.js'), 'export {}')
    await writeFile(join(pagesDir, '.hidden'), 'hidden')
    app = await buildApp({ ...desk.web, pagesDir })
  })
  afterAll(async () => {
    await app.close()
    await rm(folder, { recursive: true, force: true })
    await desk[Symbol.asyncDispose]()
  })

  it('serves the first page for every path of the dashboard, fresh each time', async () => {
    for (const url of ['/', '/trade', '/chart/NSE:INFY', '/journal?types=risk']) {
      const { statusCode, headers, body } = await app.inject({ url })
      expect([url, statusCode]).toEqual([url, 200])
      expect(headers['content-type']).toMatch(/^text\/html/)
      expect(headers['cache-control']).toBe('no-cache')
      expect(body).toContain('<title>Desk</title>')
    }
  })

  it('lets files that are named by their content be kept for good', async () => {
    const { statusCode, headers } = await app.inject({ url: '/assets/app-1a2b3c.js' })
    expect(statusCode).toBe(200)
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect((await app.inject({ url: '/assets/gone.js' })).statusCode).toBe(404)
  })

  it('leads out of its folder by no path', async () => {
    for (const url of [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/../../secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '//etc/passwd',
      '/.hidden',
      '/%00',
    ]) {
      const { body } = await app.inject({ url })
      expect([url, body.includes('a secret') || body.includes('root:')]).toEqual([url, false])
      expect(body).not.toBe('hidden')
    }
  })

  it('forbids whatever is inline or comes from elsewhere, with every answer', async () => {
    for (const url of ['/', '/api/health', '/api/nowhere', '/assets/app-1a2b3c.js']) {
      const { headers } = await app.inject({ url })
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|\*|https?:/)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers).not.toHaveProperty('server')
      expect(headers).not.toHaveProperty('x-powered-by')
    }
  })

  it('says in words that the dashboard is not built, and answers all the same', async () => {
    const { statusCode, body } = await desk.app.inject({ url: '/' })
    expect(statusCode).toBe(200)
    expect(body).toContain('The dashboard is not built')
    expect(body).toContain('npm run build')
  })
})
