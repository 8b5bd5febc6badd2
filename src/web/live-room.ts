import type { LiveFollower } from './live-follower.ts'

type Member = Pick<LiveFollower, 'update'>

/** Told in one turn of the loop. To hand a message to a socket takes some 20 µs: a thousand at once would hold up an order. */
const TOLD_AT_ONCE = 32

/** Who follows a topic. Everybody is told of a newer version, some in each turn of the loop, and who came last to it comes first next time. */
export class LiveRoom {
  readonly #topic: string
  readonly #members = new Set<Member>()
  /** In the order in which they will be told. */
  readonly #untold = new Set<Member>()
  #isTelling = false

  constructor(topic: string) {
    this.#topic = topic
  }

  get isEmpty(): boolean {
    return this.#members.size === 0
  }

  enter(member: Member): void {
    this.#members.add(member)
  }

  leave(member: Member): void {
    this.#members.delete(member)
    this.#untold.delete(member)
  }

  /** There is a newer version. */
  tell(): void {
    // Who still waits keeps his place before those who have just been told.
    for (const member of this.#members) this.#untold.add(member)
    if (this.#isTelling) return
    this.#isTelling = true
    this.#tellSome()
  }

  #tellSome(): void {
    let left = TOLD_AT_ONCE
    for (const member of this.#untold) {
      if (left-- === 0) return void setImmediate(() => this.#tellSome())
      this.#untold.delete(member)
      member.update(this.#topic)
    }
    this.#isTelling = false
  }
}
