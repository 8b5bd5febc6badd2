/** 0 to 1, different every time: for spreading retries, never for anything that must be repeatable. */
export const chance = (): number => Math.random()
