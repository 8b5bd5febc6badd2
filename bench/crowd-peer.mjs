import { Agent, get } from 'node:http'
import { WebSocket } from 'ws'

// People who look at a desk, in a process of their own: they follow, and ask 200 times a second.

const ASKED_EVERY_MS = 5
const TOPICS = ['dashboard', 'quotes']
const PATHS = ['/api/dashboard', '/api/orders', '/api/equity', '/api/risk']

const [url, token] = process.argv.slice(2)
const headers = { authorization: `Bearer ${token}` }
const agent = new Agent({ keepAlive: true, maxSockets: 16 })
const tally = { sockets: 0, messages: 0, bytes: 0, answers: 0, refusals: 0 }

function follow() {
  const options = { headers, perMessageDeflate: false, skipUTF8Validation: true }
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, options)
  socket.on('message', (data) => {
    tally.messages += 1
    tally.bytes += data.length
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('open', () => {
      socket.send(JSON.stringify({ type: 'subscribe', topics: TOPICS }))
      tally.sockets += 1
      resolve(socket)
    })
  })
}

function ask(path) {
  const request = get(`${url}${path}`, { agent, headers }, (response) => {
    if (response.statusCode === 200) tally.answers += 1
    else tally.refusals += 1
    response.resume()
  })
  request.on('error', () => {
    tally.refusals += 1
  })
}

/** Asks as often as the time that has gone wants it, however late the timer comes. */
function askSteadily() {
  const begun = performance.now()
  let asked = 0
  const timer = setInterval(() => {
    const due = (performance.now() - begun) / ASKED_EVERY_MS
    for (; asked < due; asked++) ask(PATHS[asked % PATHS.length])
  }, ASKED_EVERY_MS)
  return () => clearInterval(timer)
}

let leave = () => undefined

async function come(count) {
  const sockets = []
  // A few at a time, as people come; all at once would be a queue at the door.
  while (sockets.length < count) {
    const some = Math.min(50, count - sockets.length)
    sockets.push(...(await Promise.all(Array.from({ length: some }, follow))))
  }
  const stop = askSteadily()
  leave = () => {
    stop()
    for (const socket of sockets) socket.terminate()
    tally.sockets = 0
  }
}

async function become(count) {
  leave()
  leave = () => undefined
  if (count > 0) await come(count)
  process.send({ ...tally })
}

process.on('message', ({ count }) => void become(count))
process.once('disconnect', () => process.exit(0))
