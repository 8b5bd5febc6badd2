import { access } from 'node:fs/promises'
import { join } from 'node:path'
import files from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { TradingError } from '../core/errors.ts'
import { ROUTES } from './route-table.ts'
import type { Web } from './web.ts'

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Robo Trader</title>
<h1>The dashboard is not built</h1>
<p>The desk runs and its API answers, but its pages are not there. Stop it, run <code>npm run build</code>, and start it again.</p>
<p><a href="/api/docs">Read about the API</a></p></html>
`
/** Paths that are no pages. */
const NO_PAGE = /^\/(?:api|ws|metrics|assets)(?:\/|$|\?)/
const HAS_ENDING = /\.[a-z0-9]{1,8}$/i

/** The built dashboard: its files by their names, its first page for every other path, and words when it is not built. */
export async function servePages(app: FastifyInstance, { pagesDir }: Web): Promise<void> {
  const isBuilt = await access(join(pagesDir, 'index.html')).then(
    () => true,
    () => false,
  )
  if (isBuilt) {
    await app.register(files, {
      root: pagesDir,
      wildcard: true,
      index: 'index.html',
      cacheControl: false,
      dotfiles: 'deny',
      setHeaders(response, path) {
        const isHashed = path.startsWith(join(pagesDir, 'assets'))
        void response.header(
          'cache-control',
          isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    if (!isPage(request)) throw nothingHere(request, reply)
    if (isBuilt) return reply.header('cache-control', 'no-cache').sendFile('index.html')
    return reply.type('text/html; charset=utf-8').send(NOT_BUILT)
  })
}

const isPage = ({ method, url }: FastifyRequest): boolean => {
  const [path = ''] = url.split('?')
  return (method === 'GET' || method === 'HEAD') && !NO_PAGE.test(path) && !HAS_ENDING.test(path)
}

/** A path with its parts, `:id` standing for any. */
const fits = (pattern: string, path: string): boolean => {
  const [wanted, found] = [pattern.split('/'), path.split('/')]
  return (
    wanted.length === found.length &&
    wanted.every((part, index) => part.startsWith(':') || part === found[index])
  )
}

function nothingHere({ method, url }: FastifyRequest, reply: FastifyReply): TradingError {
  const [path = ''] = url.split('?')
  const methods = ROUTES.filter((route) => fits(route.url, path)).map((route) => route.method)
  if (methods.length === 0) {
    return new TradingError('NOT_FOUND', 'There is nothing here: /api/docs lists what there is')
  }
  void reply.header('allow', methods.join(', '))
  return new TradingError(
    'METHOD_NOT_ALLOWED',
    `${method} is not for this; ${methods.join(', ')} is`,
  )
}
