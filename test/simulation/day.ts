import type { DayPlan } from '../../src/domain/day-plan.ts'
import { epochMs, MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts'
import { NO_FAULTS } from './faulty-wire.ts'
import type { SimDesk } from './sim-desk.ts'
import { BAR_MS } from './sim-market.ts'
import type { Simulation } from './simulation.ts'

const SOURCE = { source: 'web' } as const

/** One trading day from before the open until everything about it must be settled. */
export async function runDay(sim: Simulation, { opensAt, closesAt }: DayPlan): Promise<void> {
  const { world, broker, wire, climate } = sim
  const dawn = opensAt - 20 * MINUTE_MS
  await world.run(dawn)
  broker.turnDay()
  wire.faults = climate.wire
  sim.start()
  planMarket(sim, opensAt, closesAt)
  planWishes(sim, dawn, closesAt + 20 * MINUTE_MS)
  planAsks(sim, dawn, closesAt + 10 * MINUTE_MS)
  planIdeas(sim, dawn, closesAt + 10 * MINUTE_MS)
  planMishaps(sim, dawn, closesAt)
  // From here on nothing goes wrong any more, so whatever is left open then was forgotten.
  const calm = closesAt + 32 * MINUTE_MS
  world.plan(calm - world.now, null, () => {
    wire.faults = NO_FAULTS
    sim.start()
  })
  for (let minute = 0; minute < 60; minute += 6) {
    world.plan(closesAt + minute * MINUTE_MS - world.now, null, () => tellTime(sim))
  }
  await world.run(calm + 26 * MINUTE_MS)
  sim.compare()
}

function planMarket(sim: Simulation, opensAt: number, closesAt: number): void {
  const { world, tape, broker } = sim
  for (let start = opensAt; start < closesAt; start += BAR_MS) {
    world.plan(start + BAR_MS - world.now, null, () => {
      if (sim.isOver) return
      const block = tape.bars(start)
      broker.deliver(block)
      for (const desk of sim.processes) {
        world.plan(world.between(0, 300), desk.life, () => desk.deliver(block))
      }
    })
  }
  world.plan(closesAt + SECOND_MS - world.now, null, () => {
    broker.deliver({ kind: 'quiet', until: epochMs(world.now) })
  })
}

function planWishes(sim: Simulation, from: number, to: number): void {
  const { world, wishes } = sim
  const count = world.between(Math.floor(sim.wishesADay / 2), Math.ceil(sim.wishesADay * 1.5))
  for (let wish = 0; wish < count; wish++) {
    world.plan(world.between(from, to) - world.now, null, () => {
      const { processes } = sim
      if (processes.length === 0) return
      const desk = world.pick(processes)
      const wish = wishes.next(desk.parts)
      world.plan(0, desk.life, () => desk.post('strategy.intent_received', wish, SOURCE))
    })
  }
}

/** What is there is changed: worlds of which nothing more is asked draw nothing for it. */
function planAsks(sim: Simulation, from: number, to: number): void {
  const { world, asks, asksADay } = sim
  for (let ask = 0; ask < asksADay; ask++) {
    world.plan(world.between(from, to) - world.now, null, () => {
      const { processes } = sim
      if (processes.length === 0) return
      const desk = world.pick(processes)
      world.plan(0, desk.life, () => asks.ask(desk))
    })
  }
}

/** The AI has ideas, a person answers some of them in the minutes after, and somebody tells the time. */
function planIdeas(sim: Simulation, from: number, to: number): void {
  const { world, ideas, ideasADay } = sim
  const later = (ms: number, act: (desk: SimDesk) => void) => {
    world.plan(ms, null, () => {
      const { processes } = sim
      if (processes.length === 0) return
      const desk = world.pick(processes)
      world.plan(0, desk.life, () => act(desk))
    })
  }
  for (let idea = 0; idea < ideasADay; idea++) {
    const inMs = world.between(from, to) - world.now
    later(inMs, (desk) => ideas.recommend(desk))
    for (let answers = world.between(0, 2); answers > 0; answers--) {
      later(inMs + world.between(1_000, 400_000), (desk) => ideas.answer(desk))
    }
    later(inMs + world.between(60_000, 400_000), (desk) => ideas.passTime(desk))
  }
}

function planMishaps(sim: Simulation, from: number, to: number): void {
  const { world, wire, broker, climate } = sim
  const plan = (aDay: number, act: () => void) => {
    const count = Math.floor(aDay) + (world.chance(aDay % 1) ? 1 : 0)
    for (let time = 0; time < count; time++) {
      world.plan(world.between(from, to) - world.now, null, act)
    }
  }
  plan(climate.cutsADay, () => sim.cut())
  plan(climate.freezesADay, () => sim.freeze())
  plan(climate.wire.outagesADay, () => {
    wire.outageUntil = world.now + world.between(1_000, 300_000)
  })
  plan(climate.jumpsADay, () => {
    const { desk } = sim
    const jump = world.pick([5_000, -5_000, 86_400_000, -86_400_000, 0])
    if (world.chance(0.3)) broker.skewMs = Math.sign(jump) * 5_000
    else if (desk !== null) desk.clock.skewMs += jump
  })
  plan(climate.stopsADay, () => {
    const by = { reason: 'a simulated person stopped it', by: 'web' }
    sim.desk?.post('system.emergency_stop', by, SOURCE)
    world.plan(world.between(1, 30) * MINUTE_MS, null, () => {
      sim.desk?.post('system.emergency_resume', by, SOURCE)
    })
  })
  plan(1.5, () => void sim.desk?.checkpoint().catch(() => undefined))
}

/** A quiet market goes on telling the time. */
function tellTime(sim: Simulation): void {
  const { world } = sim
  sim.broker.deliver({ kind: 'quiet', until: epochMs(world.now) })
  sim.desk?.deliver({ kind: 'quiet', until: epochMs(world.now) })
}
