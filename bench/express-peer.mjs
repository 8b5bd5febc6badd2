import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import express from 'express'

// The same dashboard as one writes it plainly: a token, a limit, the headers, and the state as JSON. A peer of P9.

const [file, token, isReadyMade] = process.argv.slice(2)
const bytes = await readFile(file)
const state = JSON.parse(bytes.toString('utf8'))

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'cache-control': 'no-cache',
}
const LIMIT = 999_999
const WINDOW_MS = 1_000

const hashOf = (secret) => createHash('sha256').update(secret).digest()
const known = hashOf(token)
const counted = new Map()

const app = express()
app.disable('x-powered-by')
app.use((request, response, next) => {
  response.set(HEADERS)
  response.set('x-correlation-id', request.get('x-correlation-id') ?? randomUUID())
  next()
})
app.use((request, response, next) => {
  const now = Date.now()
  const entry = counted.get(request.ip)
  const current = entry && now < entry.endsAt ? entry : { count: 0, endsAt: now + WINDOW_MS }
  current.count += 1
  counted.set(request.ip, current)
  if (current.count > LIMIT) response.status(429).json({ error: 'too many requests' })
  else next()
})
app.use((request, response, next) => {
  const [, secret = ''] = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '') ?? []
  if (timingSafeEqual(hashOf(secret), known)) next()
  else response.status(401).json({ error: 'not signed in' })
})
app.get('/api/dashboard', (_request, response) => {
  if (isReadyMade) response.type('application/json').send(bytes)
  else response.json(state)
})
const server = app.listen(0, '127.0.0.1', () => console.log(`Listening: ${server.address().port}`))
