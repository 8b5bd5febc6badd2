import type { ToldEvent } from '../../core/told-events.ts'
import { isoTime } from '../../domain/time.ts'
import type { EventRow } from '../contract/journal.ts'

/** An event of the journal with its sentence, if it has one. */
export const eventRow = ({ event, says, names }: ToldEvent): EventRow => ({
  seq: event.seq,
  id: event.id,
  type: event.type,
  at: isoTime(event.at),
  source: event.source,
  correlationId: event.correlationId,
  cause: event.cause,
  says,
  names: [...names],
  data: event.data,
})
