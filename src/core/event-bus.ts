import type { CorrelationId } from '../domain/brand.ts'
import type { Clock } from './clock.ts'
import { TradingError } from './errors.ts'
import { toTradingError } from './error-handler.ts'
import { type Event, EventIds, type Events, type EventType, type Origin, Stamped } from './events.ts'
import { FLOW } from './flow.ts'
import type { Journal } from './journal.ts'

export {}
