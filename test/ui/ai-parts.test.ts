import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linesOf } from '../../ui/api/lines.ts'
import { foldedDiff, lineDiff } from '../../ui/pages/ai/line-diff.ts'

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })

/** How many lines two lists share at most in one order, told by trying all. */
function mostShared(before: readonly string[], after: readonly string[]): number {
  const [first, ...rest] = before
  if (first === undefined || after.length === 0) return 0
  const at = after.indexOf(first)
  const without = mostShared(rest, after)
  return at === -1 ? without : Math.max(without, 1 + mostShared(rest, after.slice(at + 1)))
}

describe('what changed between two versions of a prompt', () => {
  it('a diff holds both texts whole, and removes and adds as little as can be', () => {
    fc.assert(
      fc.property(text, text, (old, fresh) => {
        const [before, after] = [old.join('\n'), fresh.join('\n')]
        const lines = lineDiff(before, after)
        const side = (kind: 'added' | 'removed') =>
          lines
            .filter((line) => line.kind === 'same' || line.kind === kind)
            .map((line) => line.text)
        expect(side('removed').join('\n')).toBe(before)
        expect(side('added').join('\n')).toBe(after)
        const same = lines.filter(({ kind }) => kind === 'same').length
        const [left, right] = [before, after].map((one) => (one === '' ? [] : one.split('\n')))
        expect(same).toBe(mostShared(left ?? [], right ?? []))
      }),
    )
  })

  it('long stretches that stayed are counted, not shown', () => {
    const lines = Array.from({ length: 40 }, (_, place) => `line ${place}`)
    const after = lines.with(20, 'another line')
    const parts = foldedDiff(lineDiff(lines.join('\n'), after.join('\n')))
    expect(parts).toMatchObject([{ hidden: 17 }, { lines: { length: 8 } }, { hidden: 16 }])
    expect(foldedDiff(lineDiff('a', 'a'))).toEqual([{ hidden: 1 }])
  })
})

describe('a stream of lines', () => {
  it('is read the same however its bytes are cut, in Hindi and rupees too', async () => {
    const said = [{ words: 'बाज़ार ₹1,842' }, { words: 'line\nbreak' }, { done: true }]
    const bytes = new TextEncoder().encode(said.map((line) => `${JSON.stringify(line)}\n`).join(''))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.boolean(), async (size, isEnded) => {
        const sent = isEnded ? bytes : bytes.slice(0, -1)
        const stream = new ReadableStream<Uint8Array>({
          start(controller) {
            for (let at = 0; at < sent.length; at += size) {
              controller.enqueue(sent.slice(at, at + size))
            }
            controller.close()
          },
        })
        const read: unknown[] = []
        for await (const line of linesOf(stream)) read.push(line)
        expect(read).toEqual(said)
      }),
    )
  })

  it('whoever stops reading stops the one who writes', async () => {
    let isStopped = false
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('{"words":"on"}\n')),
      cancel: () => {
        isStopped = true
      },
    })
    for await (const line of linesOf(stream)) {
      expect(line).toEqual({ words: 'on' })
      break
    }
    expect(isStopped).toBe(true)
  })
})
