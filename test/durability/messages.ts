import type { BrokerOrder, BrokerTrade } from '../../src/core/ports.ts'
import type { Order } from '../../src/domain/order.ts'

/** Where a process may end itself: around each write and each step of an order's way. */
export const POINTS = [
  'journal.before',
  'journal.during',
  'journal.after',
  'send.before',
  'send.after',
  'receive',
  'apply.before',
  'apply.after',
] as const
export type Point = (typeof POINTS)[number]

/** One life of a desk's process. */
export interface LifePlan {
  readonly databaseUrl: string
  /** Counts the lives: the market of each is later than that of the one before. */
  readonly life: number
  /** Wishes to hand in, by their keys; their instruments follow from their places. */
  readonly wishes: readonly { readonly key: string; readonly instrument: number }[]
  /** The life ends at the so-many-th time at a point; null when it ends as it should. */
  readonly end: { readonly point: Point; readonly time: number } | null
  /** Whether the session is to be brought to its end. */
  readonly isLast: boolean
}

/** The broker's book as it is sent. */
export interface Book {
  readonly orders: readonly BrokerOrder[]
  readonly trades: readonly BrokerTrade[]
}

/** From the desk: a request to the broker, or what became of a wish. */
export type FromDesk =
  | { readonly kind: 'place'; readonly id: number; readonly order: Order }
  | { readonly kind: 'book'; readonly id: number }
  | { readonly kind: 'acknowledged'; readonly key: string }
  | { readonly kind: 'settled'; readonly passed: Readonly<Record<string, number>> }

/** From the broker. */
export type ToDesk =
  | { readonly kind: 'placed'; readonly id: number; readonly brokerOrderId: string }
  | { readonly kind: 'book'; readonly id: number; readonly book: Book }
