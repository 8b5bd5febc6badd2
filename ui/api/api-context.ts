import {
  keepPreviousData,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import type { Access, Api } from './api.ts'
import { asFailure, type Failure } from './failure.ts'
import type { Named, Query, Reads, Writes } from './routes.ts'

const ApiContext = createContext<Api | null>(null)

/** Gives the way to ask the desk to all below. */
export const ApiProvider = ApiContext.Provider

/** The way to ask the desk. */
export function useApi(): Api {
  const api = useContext(ApiContext)
  if (!api) throw new Error('no ApiProvider stands above')
  return api
}

/** Whether somebody may look. */
export function useAccess(): Access {
  const api = useApi()
  const listen = useCallback((listener: () => void) => api.onAccess(listener), [api])
  return useSyncExternalStore(listen, () => api.access)
}

interface ReadOptions {
  /** An answer so old is asked for again when it is next looked at. */
  readonly freshMs?: number
  /** Asks again as often while it is looked at. */
  readonly everyMs?: number
  /** false asks nothing. */
  readonly isWanted?: boolean
  readonly query?: Query
}

const TRIES = 2
const FRESH_MS = 10_000
const WAIT_MS = 1_500
/** A panel that failed looks again so often, or when it was told to: a desk that was busy is not left for dead. */
const AGAIN_MS = 5_000

const againMs = ({ isRecoverable, retryAfterSeconds }: Failure): number | false =>
  isRecoverable && Math.max((retryAfterSeconds ?? 0) * 1_000, AGAIN_MS)

/** What a route answers, kept and shared by all who ask the same. */
export const useRead = <P extends keyof Reads>(
  route: P,
  names: Named<P>,
  { freshMs = FRESH_MS, everyMs, isWanted = true, query = {} }: ReadOptions = {},
): UseQueryResult<Reads[P], Failure> => {
  const api = useApi()
  return useQuery<Reads[P], Failure>({
    queryKey: [route, names, query],
    queryFn: async ({ signal }) => {
      try {
        return await api.read(route, names, query, signal)
      } catch (error) {
        throw asFailure(error)
      }
    },
    enabled: isWanted,
    staleTime: freshMs,
    placeholderData: keepPreviousData,
    retry: (count, failure) => failure.isRecoverable && failure.status !== 429 && count < TRIES,
    retryDelay: (_, failure) => (failure.retryAfterSeconds ?? 0) * 1_000 || WAIT_MS,
    refetchInterval: ({ state: { error } }) => (error ? againMs(error) : (everyMs ?? false)),
  })
}

/** What a wish is sent with. */
interface Sent<P extends keyof Writes> {
  readonly names: Named<P>
  readonly body: Writes[P][0]
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Query
}

/** Who is told what became of a wish, also when the part that sent it is gone from the screen by then. */
interface Told<A> {
  readonly onSuccess?: (answer: A) => void
  readonly onError?: (failure: Failure) => void
}

type Mutation<P extends keyof Writes> = UseMutationResult<Writes[P][1], Failure, Sent<P>>

interface Write<P extends keyof Writes> extends Omit<Mutation<P>, 'mutate'> {
  readonly mutate: (sent: Sent<P>, told?: Told<Writes[P][1]>) => void
}

/** Sends wishes to a route; none is sent twice by itself. */
export const useWrite = <P extends keyof Writes>(route: P): Write<P> => {
  const api = useApi()
  const mutation = useMutation<Writes[P][1], Failure, Sent<P>>({
    mutationFn: async ({ names, body, headers, query }) => {
      try {
        return await api.write(route, names, body, { headers, query })
      } catch (error) {
        throw asFailure(error)
      }
    },
    retry: false,
  })
  const { mutateAsync } = mutation
  return {
    ...mutation,
    // The library forgets whom to tell as soon as the sender leaves the screen; a stop takes its own button away.
    mutate: (sent, { onSuccess, onError } = {}) => {
      mutateAsync(sent).then(onSuccess, (error: unknown) => onError?.(asFailure(error)))
    },
  }
}
