/** The Chromium that CHROME_PATH names, else one in the usual places; null when there is none. */
export function findChromium(): Promise<string | null>
