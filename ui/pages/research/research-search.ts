/** Which share is looked at, as the address has it. */
export interface ResearchSearch {
  readonly instrument?: string
}

const INSTRUMENT = /^[A-Z]{2,4}:[A-Z0-9&_\- ]{1,40}$/

/** What an address asks for; what it asks wrongly is left out. */
export const researchSearch = ({
  instrument,
}: Readonly<Record<string, unknown>>): ResearchSearch =>
  typeof instrument === 'string' && INSTRUMENT.test(instrument) ? { instrument } : {}
