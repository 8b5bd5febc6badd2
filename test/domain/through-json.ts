/** What comes back after a value was written down and read again. */
export const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
