import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROUTES } from '../../src/web/route-table.ts'
import { nameOf } from './route-samples.ts'
import { type Client, openWebDesk, type WebDesk } from './web-desk.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

interface Operation {
  readonly summary: string
  readonly description?: string
  readonly responses: Readonly<Record<string, unknown>>
}
interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** Routes as OpenAPI writes them: `GET /api/orders/{id}`. */
const written = (name: string): string => name.replaceAll(/:(\w+)/g, '{$1}')

describe('the written API', () => {
  let desk: WebDesk
  let page: Client
  let document: Document
  beforeAll(async () => {
    desk = await openWebDesk()
    page = await desk.page()
    const answer = await desk.ask({ url: '/api/openapi.json' }, page)
    document = answer.json()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  it('B119 documents every route, and none that is not there', () => {
    expect(document.openapi).toBe('3.1.0')
    const names = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(names.sort()).toEqual(ROUTES.map((route) => written(nameOf(route))).sort())
  })

  it('B119 says of each what it is for, and of those that wait what they wait for', () => {
    for (const { method, url, says, awaits, status = 200 } of ROUTES) {
      const operation = document.paths[written(url)]?.[method.toLowerCase()]
      expect(operation?.summary).toBe(says)
      expect(Object.keys(operation?.responses ?? {})).toContain(String(status))
      if (awaits !== undefined) expect(operation?.description).toContain(awaits)
    }
  })

  it('B119 holds every route that the dashboard’s own client calls', async () => {
    const text = await readFile(join(ROOT, 'ui', 'api', 'routes.ts'), 'utf8')
    const reads = [...text.matchAll(/^\s+'(\/[^']+)':/gm)].map(([, url = '']) => `GET ${url}`)
    const writes = [...text.matchAll(/^\s+'([A-Z]+ \/[^']+)':/gm)].map(([, name = '']) => name)
    expect(reads.length).toBeGreaterThan(5)
    expect(writes.length).toBeGreaterThan(3)
    const known = new Set(ROUTES.map(nameOf))
    expect([...reads, ...writes].filter((name) => !known.has(name))).toEqual([])
  })

  it('B119 a route whose part is not there yet says so, and what to do instead', async () => {
    const waiting = ROUTES.filter(({ awaits }) => awaits !== undefined)
    expect(waiting.length).toBeGreaterThan(20)
    for (const { method, url } of waiting) {
      const path = url.replaceAll(/:\w+/g, 'x')
      const answer = await desk.ask({ method, url: path }, page)
      expect([url, answer.statusCode]).toEqual([url, 503])
      expect(answer.json().error).toMatchObject({ code: 'NOT_AVAILABLE' })
      expect(answer.json().error.message).toMatch(/waits for .+: .+/)
    }
  })

  it('shows a page that needs nothing inline', async () => {
    const answer = await desk.ask({ url: '/api/docs/' }, page)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>[^<]/)
  })
})
