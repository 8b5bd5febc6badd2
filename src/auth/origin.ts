/** What a browser says of where a request comes from; programs say nothing. */
export interface RequestSource {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  /** `http` or `https`, as the client sees it. */
  readonly protocol: string
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1)$/

/** Whether an address is one that only this machine reaches. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

/** The name in a Host header, without its port. */
const nameIn = (host: string): string => host.replace(/:\d+$/, '').toLowerCase()

/**
 * Whether the Host header names this machine by a loopback name: a page of another site whose name was made to resolve to
 * 127.0.0.1 still brings its own name along.
 */
export const namesLoopback = ({ host }: RequestSource): boolean =>
  host !== undefined && isLoopback(nameIn(host))

/** As a browser writes it: without the port that goes without saying. */
function originOf(protocol: string, host: string): string | null {
  const text = `${protocol}://${host}`
  return URL.canParse(text) ? new URL(text).origin : null
}

/** Whether a browser says that a page of another site asks. */
export function isForeign({ host, origin, fetchSite, protocol }: RequestSource): boolean {
  if (origin !== undefined && origin !== originOf(protocol, host ?? '')) return true
  return fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none'
}

/** Whether a browser vouches that a page of ours asks. */
export const isOwnPage = (source: RequestSource): boolean =>
  (source.origin !== undefined || source.fetchSite === 'same-origin') && !isForeign(source)
