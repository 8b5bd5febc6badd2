import type { AiSession } from '../../../src/web/contract/ai.ts'
import { count, mebibytes, NONE, spoken } from '../../format.ts'
import { useNow } from '../../now.ts'
import { duration } from '../../times.ts'

interface SessionsTableProps {
  readonly sessions: Readonly<Record<string, AiSession>>
}

/** Processes of the model's client that run, with the memory that they take. */
export function SessionsTable({ sessions }: SessionsTableProps) {
  const now = useNow()
  const rows = Object.values(sessions)
  if (rows.length === 0) {
    return (
      <p className="text-pretty text-quiet">
        No session is open: one starts with the first question and stays warm.
      </p>
    )
  }
  return (
    <table className="w-full self-start">
      <caption className="text-left text-s text-quiet">Sessions</caption>
      <thead>
        <tr className="border-b border-line text-right text-s text-quiet">
          <th scope="col" className="text-left font-normal">
            Client
          </th>
          <th scope="col" className="font-normal max-md:hidden">
            Open
          </th>
          <th scope="col" className="font-normal">
            Turns
          </th>
          <th scope="col" className="font-normal">
            Memory
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ client, pid, residentMiB, turns, openedAt, isBusy }) => (
          <tr key={client} className="figures border-b border-line text-right">
            <th scope="row" className="text-left font-normal">
              <span title={pid === null ? undefined : `process ${pid}`}>{spoken(client)}</span>{' '}
              <span className={isBusy ? 'text-accent' : 'text-quiet'}>
                {isBusy ? '● asks' : '○ waits'}
              </span>
            </th>
            <td className="max-md:hidden">{duration(now - Date.parse(openedAt))}</td>
            <td>{count(turns)}</td>
            <td>{residentMiB === null ? NONE : mebibytes(residentMiB)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
