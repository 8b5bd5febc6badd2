import { describe, expect, it } from 'vitest'
import { LiveRoom } from '../../../src/web/live-room.ts'

const turn = () => new Promise(setImmediate)

function crowd(count: number) {
  const room = new LiveRoom('quotes')
  const told: number[] = []
  const members = Array.from({ length: count }, (_, number) => ({
    update: (name: string) => {
      expect(name).toBe('quotes')
      told.push(number)
    },
  }))
  for (const member of members) room.enter(member)
  return { room, told, members }
}

describe('who follows a topic together', () => {
  it('a thousand are all told once, and orders find their turn between them', async () => {
    const { room, told } = crowd(1_000)
    room.tell()
    const inTurns = [told.length]
    while (told.length < 1_000) {
      await turn()
      inTurns.push(told.length)
    }
    await turn()
    expect(told).toEqual(Array.from({ length: 1_000 }, (_, number) => number))
    expect(inTurns.length).toBeGreaterThan(10)
  })

  it('few are told at once', () => {
    const { room, told } = crowd(8)
    room.tell()
    expect(told).toHaveLength(8)
  })

  it('a newer version goes to everybody, first to those who still wait for the one before', async () => {
    const { room, told } = crowd(100)
    room.tell()
    const first = told.length
    room.tell()
    while (told.length < 100 + first) await turn()
    await turn()
    const numbers = Array.from({ length: 100 }, (_, number) => number)
    expect(told).toEqual([...numbers, ...numbers.slice(0, first)])
  })

  it('who left is told nothing more, and a room that all have left is empty', async () => {
    const { room, told, members } = crowd(100)
    room.tell()
    const before = told.length
    for (const member of members) room.leave(member)
    await turn()
    await turn()
    expect(told).toHaveLength(before)
    expect(room.isEmpty).toBe(true)
  })
})
