import { describe, expect, it } from 'vitest'
import { isWanted, journalSearch, merged } from '../../ui/pages/journal/journal-search.ts'
import { refusedIdea, sinceBps } from '../../ui/pages/journal/refused-idea.ts'
import { events, refusals } from './desk-states.ts'

describe('the journal that is searched', () => {
  it('an address that asks wrongly asks for everything', () => {
    expect(journalSearch({ text: 4, types: '', tab: 'x', other: 1 })).toEqual({})
    expect(journalSearch({ text: 'INFY', trace: 'c', tab: 'why-not' })).toEqual({
      text: 'INFY',
      trace: 'c',
      tab: 'why-not',
    })
  })

  it('events that come are filtered as the desk filters: by area, by type, by what is seen of them', () => {
    const wanted = (search: object) =>
      events()
        .filter((event) => isWanted(event, search))
        .map(({ seq }) => seq)
    expect(wanted({})).toHaveLength(5)
    expect(wanted({ types: 'risk,portfolio' })).toEqual([382, 385])
    expect(wanted({ types: 'execution.order_filled' })).toEqual([384])
    expect(wanted({ text: 'bought 6 infy' })).toEqual([384])
    expect(wanted({ text: 'nse:infy' })).toHaveLength(5)
    expect(wanted({ text: 'order_filled' })).toEqual([384])
    expect(wanted({ text: 'Sim-Paper-381' })).toHaveLength(5)
    expect(wanted({ text: '11060' })).toEqual([])
  })

  it('answers that overlap hold each event once, newest first', () => {
    const all = events()
    expect(merged(all, all.slice(2)).map(({ seq }) => seq)).toEqual([385, 384, 383, 382, 381])
  })

  it('a refused purchase that rose would have gained, a refused sale that rose would have lost', () => {
    const [event] = refusals()
    const idea = event ? refusedIdea(event) : null
    expect(idea).toMatchObject({ instrument: 'NSE:TCS', side: 'buy' })
    if (!idea) return
    expect(sinceBps(idea, idea.decisionPaise * 1.01)).toBeCloseTo(100)
    expect(sinceBps({ ...idea, side: 'sell' }, idea.decisionPaise * 1.01)).toBeCloseTo(-100)
  })
})
