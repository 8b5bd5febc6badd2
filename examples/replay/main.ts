import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkedReplays } from './check.ts'
import { replayed, storedYear } from './run.ts'

const folder = await mkdtemp(join(tmpdir(), 'robo-replay-'))
try {
  const store = await storedYear(folder)
  const whole = await replayed(store, null)
  console.log(`as a whole          ${whole.hash}`)
  const again = await replayed(store, null)
  console.log(`once more           ${again.hash}`)
  const cut = await replayed(store, 12)
  console.log(`cut in the middle   ${cut.hash}`)
  await store.close()
  console.log(checkedReplays([whole, again, cut]))
} finally {
  await rm(folder, { recursive: true, force: true })
}
