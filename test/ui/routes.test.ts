import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { ROUTES } from '../../src/web/route-table.ts'

const served = new Set(ROUTES.map(({ method, url }) => `${method} ${url}`))

/** Routes that the pages can ask, as their two tables write them. */
async function asked(): Promise<readonly string[]> {
  const text = await readFile(new URL('../../ui/api/routes.ts', import.meta.url), 'utf8')
  return [...text.matchAll(/^ {2}'(?:([A-Z]+) )?(\/api\/[^']+)':/gm)].map(
    ([, method = 'GET', url]) => `${method} ${url}`,
  )
}

/** Every file of the pages as one text. */
async function pages(): Promise<string> {
  const folder = new URL('../../ui/', import.meta.url)
  const names = await readdir(folder, { recursive: true })
  const texts = names
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('routes.ts'))
    .map((name) => readFile(new URL(name.replaceAll('\\', '/'), folder), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

describe('what the pages ask', async () => {
  const routes = await asked()

  it('there are routes to look at', () => {
    expect(routes.length).toBeGreaterThan(10)
  })

  it.each(routes)('B119 %s exists in the desk', (route) => {
    expect(served).toContain(route)
  })

  it('B119 no route of the tables is asked by nobody', async () => {
    const text = await pages()
    const idle = routes.filter((route) => {
      const name = route.startsWith('GET ') ? route.slice(4) : route
      return !text.includes(`'${name}'`)
    })
    expect(idle).toEqual([])
  })
})
