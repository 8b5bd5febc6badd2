import { mkdir, readFile, watch } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isCancellation } from '../../src/core/cancellation.ts'
import { type Desk, type Running, useProgram } from './cli.ts'

interface Imported {
  readonly new: number
  readonly same: number
  readonly changed: number
  readonly refused: number
  readonly isUnchanged: boolean
  readonly isCancelled: boolean
  readonly files: readonly { readonly file: string; readonly outcome: string }[]
}

interface Listed {
  readonly series: readonly Readonly<Record<string, unknown>>[]
}

const HEAD = 'date,open,high,low,close,volume'

/** Daily bars of a made-up share, one a calendar day that is a weekday. */
function bars(from: string, count: number): string {
  const lines = [HEAD]
  for (let at = Date.parse(from); lines.length <= count; at += 86_400_000) {
    const day = new Date(at)
    if (day.getUTCDay() === 0 || day.getUTCDay() === 6) continue
    const close = 100 + (lines.length % 7)
    lines.push(`${day.toISOString().slice(0, 10)},100,110,95,${close},${1_000 * lines.length}`)
  }
  return `${lines.join('\n')}\n`
}

/** Interrupts as soon as the store begins to be written. */
async function interruptAt(running: Running, { dataDir }: Desk, signal: AbortSignal) {
  await mkdir(dataDir, { recursive: true })
  try {
    for await (const { filename } of watch(dataDir, { recursive: true, signal })) {
      if (filename?.startsWith('bars')) return running.signal('SIGINT')
    }
  } catch (error) {
    if (!isCancellation(error)) throw error
  }
}

describe('the store of bars at the command line', () => {
  const { desk } = useProgram()
  let my: Desk
  beforeEach(async () => {
    my = await desk()
  })
  afterEach(() => my[Symbol.asyncDispose]())

  it('takes a file over once; the second time nothing changes, and it says so', async () => {
    const file = await my.file('INFY.csv', bars('2024-07-01', 10))
    const first = await my.json<Imported>(['data', 'import', file])
    expect(first).toMatchObject({ new: 10, same: 0, changed: 0, refused: 0, isUnchanged: false })
    const second = await my.json<Imported>(['data', 'import', file])
    expect(second).toMatchObject({ new: 0, same: 10, changed: 0, isUnchanged: true })
    const { out } = await my.run(['data', 'import', file])
    expect(out).toContain('Nothing changed: all of it was there already.')
    const listed = await my.json<Listed>(['data', 'list'])
    expect(listed.series).toEqual([
      {
        instrument: 'NSE:INFY',
        symbol: 'INFY',
        interval: 'day',
        source: 'ohlcv',
        basis: 'raw',
        adjusted: false,
        first: '2024-07-01T09:15:00.000+05:30',
        last: '2024-07-12T09:15:00.000+05:30',
        count: 10,
        gaps: 0,
      },
    ])
  })

  it('ends with 1 when a file was refused as a whole, names it, and keeps the others', async () => {
    const good = await my.file('TCS.csv', bars('2024-07-01', 5))
    const bad = await my.file('broken.csv', 'nothing,that\nholds,bars\n')
    const { code, out } = await my.run(['data', 'import', good, bad, join(my.dataDir, 'none.csv')])
    expect(code).toBe(1)
    expect(out).toContain('1 file imported, 2 files refused.')
    expect(out).toMatch(/Refused \S*broken\.csv: /)
    expect(out).toMatch(/Refused \S*none\.csv: there is no such file/)
    const listed = await my.json<Listed>(['data', 'list'])
    expect(listed.series).toMatchObject([{ instrument: 'NSE:TCS', count: 5 }])
  })

  it('tells each refused row with its file, line and reason, and still takes the rest', async () => {
    const rows = bars('2024-07-01', 3)
    const file = await my.file('ITC.csv', `${rows}2024-07-04,100,90,95,101,5\n`)
    const { code, out } = await my.run(['data', 'import', file])
    expect(code).toBe(0)
    expect(out).toMatch(/Rows: 3 new, 0 same, 0 changed, 1 refused\./)
    expect(out).toMatch(/ITC\.csv, line 5: /)
  })

  it('leaves a store that can be read when it is interrupted, and goes on later', async () => {
    const files: string[] = []
    for (const name of ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF', 'GGG', 'HHH']) {
      files.push(await my.file(`${name}.csv`, bars('1996-01-01', 6_000)))
    }
    const running = my.start(['data', 'import', ...files, '--json'])
    const watching = new AbortController()
    const interrupting = interruptAt(running, my, watching.signal)
    const { code, out } = await running.ended
    watching.abort()
    await interrupting
    const cut: Imported = JSON.parse(out)
    expect(code).toBe(cut.isCancelled ? 1 : 0)
    const held = await my.json<Listed>(['data', 'list'])
    const taken = cut.files.filter(({ outcome }) => outcome === 'imported')
    expect(held.series).toHaveLength(taken.length)
    expect(held.series.every(({ count }) => count === held.series[0]?.['count'])).toBe(true)
    const again = await my.json<Imported>(['data', 'import', ...files])
    expect(again.new + again.same + again.refused).toBe(6_000 * files.length)
    expect((await my.json<Listed>(['data', 'list'])).series).toHaveLength(files.length)
  })

  it('writes what an import reads back unchanged', async () => {
    await my.run(['data', 'import', await my.file('INFY.csv', bars('2024-07-01', 12))])
    const folder = join(my.dataDir, 'out')
    const exported = await my.json<{ readonly rows: number }>(['data', 'export', folder])
    expect(exported.rows).toBe(12)
    const [head] = (await readFile(join(folder, 'infy-day-ohlcv-raw.csv'), 'utf8')).split('\n')
    expect(head).toBe('instrument,interval,source,basis,date,open,high,low,close,volume')
    const back = await my.json<Imported>(['data', 'import', folder])
    expect(back).toMatchObject({ new: 0, same: 12, changed: 0 })
  })

  it('checks what is stored: a gap and a price step are told', async () => {
    const [head, ...rows] = bars('2024-07-01', 30).trimEnd().split('\n')
    const split = rows.map((row, index) => {
      const [date, ...prices] = row.split(',')
      return index < 15 ? row : [date, 50, 55, 47, 50, prices.at(-1)].join(',')
    })
    const kept = split.filter((_, index) => index !== 5)
    await my.run(['data', 'import', await my.file('WIPRO.csv', `${[head, ...kept].join('\n')}\n`)])
    const { code, out } = await my.run(['data', 'check'])
    expect(code).toBe(0)
    expect(out).toMatch(/Price steps without a known reason: 1 finding\n {2}NSE:WIPRO day/)
    expect(out).toMatch(/Days missing: 1 finding\n.*2024-07-08/)
  })

  it('B141 an empty store says why it is empty and what to do', async () => {
    const told = async (args: readonly string[], code: number) => {
      const ended = await my.run(args)
      expect({ args, code: ended.code }).toEqual({ args, code })
      return `${ended.out}${ended.err}`
    }
    const next = /robo-trader data import/
    expect(await told(['data', 'list'], 0)).toMatch(next)
    expect(await told(['data', 'check'], 0)).toMatch(next)
    expect(await told(['screen'], 2)).toMatch(next)
    expect(await told(['data', 'export'], 2)).toContain('robo-trader data list')
    expect(await my.json<Listed>(['data', 'list'])).toEqual({ series: [], research: [] })
  })

  it('names the nearest stored share for one that has no bars', async () => {
    await my.run(['data', 'import', await my.file('INFY.csv', bars('2024-07-01', 5))])
    for (const args of [['data', 'list'], ['data', 'export'], ['screen']]) {
      const { code, err } = await my.run([...args, '--symbols', 'INFI'])
      expect(code).toBe(2)
      expect(err).toContain('There are no stored bars of NSE:INFI; did you mean NSE:INFY?')
    }
  })

  it('takes news, results and ratios over by the same command, and lists and checks them', async () => {
    const news = await my.file(
      'news.csv',
      'title,published_at,symbols\nA story,2024-05-02,INFY\n,2024-05-02,\n',
    )
    const first = await my.json<Imported>(['data', 'import', '--format', 'news', news])
    expect(first).toMatchObject({ new: 1, refused: 1 })
    expect(first.files).toMatchObject([{ refusals: [{ line: 3, reason: 'it has no title' }] }])
    const doubtful = await my.file(
      'unknown.json',
      '[{"title":"Of nobody","published_at":"2024-05-03T10:00:00Z","source":"A Paper"}]',
    )
    const ratios = await my.file('ratios.csv', 'symbol,as_of,pe\nINFY,2024-05-02,21.5\n')
    await my.json<Imported>(['data', 'import', doubtful, ratios])
    expect(await my.json<Imported>(['data', 'import', news, doubtful, ratios])).toMatchObject({
      new: 0,
      same: 3,
      isUnchanged: true,
    })
    const { research } = await my.json<{ readonly research: readonly unknown[] }>(['data', 'list'])
    const day = { first: '2024-05-02', last: '2024-05-02' }
    expect(research).toEqual([
      { kind: 'fundamentals', source: 'own file', count: 1, instruments: 1, doubtful: 0, ...day },
      {
        kind: 'news',
        source: 'A Paper',
        count: 1,
        instruments: 0,
        doubtful: 1,
        first: '2024-05-03',
        last: '2024-05-03',
      },
      { kind: 'news', source: 'own file', count: 1, instruments: 1, doubtful: 0, ...day },
    ])
    expect((await my.run(['data', 'list'])).out).toContain('about companies')
    const { out } = await my.run(['data', 'check'])
    expect(out).toContain('News of A Paper: 1 of 1 stories name no known company')
    expect((await my.run(['data', 'import', '--help'])).out).toContain('title, published_at')
    const wrong = await my.run(['data', 'import', '--format', 'earnings', news])
    expect(wrong.code).toBe(1)
  })
})
