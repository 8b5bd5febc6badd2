import type { ReactNode } from 'react'
import type { AiSession } from '../../../src/web/contract/ai.ts'
import { Figure } from '../../components/figure.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { count, counted, mebibytes, milliseconds, NONE, spoken } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { clockTime, dayLong, duration } from '../../times.ts'

/** One fact: its name, and what it is. */
function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6rem_minmax(0,1fr)] md:grid-cols-[8rem_minmax(0,1fr)] gap-3 border-b border-line py-1.5">
      <dt className="text-quiet">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  )
}

/** Which program runs, since when, and what it takes. */
export function ProcessPanel() {
  const health = useTopic('health', (state) => state)
  return (
    <Panel
      title="Process"
      source="measured"
      state={useTopicState('health')}
      skeleton={<ListSkeleton rows={10} />}
    >
      {health ? (
        <dl>
          <Fact name="Version">
            {health.identity.version}, commit{' '}
            <code className="font-mono text-s">{health.identity.commit}</code>
          </Fact>
          <Fact name="Started">
            {dayLong(health.identity.startedAt)} {clockTime(health.identity.startedAt)}, running for{' '}
            <Figure text={duration(health.process.uptimeSeconds * 1_000)} />
          </Fact>
          <Fact name="Runs as">
            {health.identity.environment}, book {health.identity.book}, process{' '}
            {health.identity.pid}, port {health.identity.port}
          </Fact>
          <Fact name="Data">
            <code className="font-mono text-s">{health.identity.dataDir}</code>
          </Fact>
          <Fact name="Memory">
            <Figure text={mebibytes(health.process.rssMiB)} /> resident,{' '}
            <Figure text={mebibytes(health.process.heapMiB)} /> heap
          </Fact>
          <Fact name="AI">
            <AiProcesses processes={Object.values(health.aiProcesses)} />
          </Fact>
          <Fact name="Loop delay">
            <Figure text={milliseconds(health.process.loopP50Ms)} /> median,{' '}
            <Figure text={milliseconds(health.process.loopP99Ms)} /> worst of a hundred
          </Fact>
          <Fact name="Journal">
            <Figure text={`${count(health.journal.head)} events`} />
            {health.journal.at === null ? '' : `, last at ${clockTime(health.journal.at)}`}
          </Fact>
          <Fact name="Sockets">
            <Figure
              text={`${count(health.sockets.clients)} open, ${count(health.sockets.dropped)} dropped`}
            />
          </Fact>
          <Fact name="Disk">
            <Figure text={mebibytesOr(health.disk.dataMiB)} /> used by the data folder,{' '}
            <Figure text={mebibytesOr(health.disk.freeMiB)} /> free
          </Fact>
        </dl>
      ) : null}
    </Panel>
  )
}

const mebibytesOr = (value: number | null): string => (value === null ? NONE : mebibytes(value))

interface AiProcessesProps {
  readonly processes: readonly AiSession[]
}

/** Processes of the model's client beside ours, with the memory of each. */
function AiProcesses({ processes }: AiProcessesProps) {
  if (processes.length === 0) return <>no process: one starts with the first question</>
  return (
    <ul>
      {processes.map(({ client, pid, residentMiB, turns }) => (
        <li key={client}>
          {spoken(client)}, process {pid ?? NONE}: <Figure text={mebibytesOr(residentMiB)} />,{' '}
          <Figure text={counted(turns, 'turn')} />
        </li>
      ))}
    </ul>
  )
}
