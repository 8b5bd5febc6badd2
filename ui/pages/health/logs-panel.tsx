import { useMemo, useState } from 'react'
import type { LogsBody } from '../../../src/web/contract/system.ts'
import { useRead } from '../../api/api-context.ts'
import { Chips } from '../../components/chips.tsx'
import { classes } from '../../components/classes.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { clockTime } from '../../times.ts'

type Line = LogsBody['lines'][number]
type Level = Line['level']

const LEVELS: readonly Level[] = ['debug', 'info', 'warn', 'error']
const OPTIONS = LEVELS.map((id) => ({ id, word: id }))
const COLOURS: Readonly<Record<Level, string>> = {
  debug: 'text-quiet',
  info: '',
  warn: 'text-warn',
  error: 'text-loss',
}
const EVERY_MS = 10_000
/** Enough of an id to tell it from its neighbours. */
const ID_SHOWN = 13

const fieldsOf = ({ fields }: Line): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')

const COLUMNS: readonly Column<Line>[] = [
  {
    id: 'at',
    head: 'Time',
    value: ({ at }) => at,
    cell: ({ at }) => clockTime(at),
  },
  {
    id: 'level',
    head: 'Level',
    value: ({ level }) => LEVELS.indexOf(level),
    cell: ({ level }) => <span className={COLOURS[level]}>{level}</span>,
  },
  {
    id: 'message',
    head: 'Line',
    value: ({ message }) => message,
    cell: (line) => (
      <>
        <span className={classes(COLOURS[line.level])}>{line.message}</span>{' '}
        <span className="font-mono text-s break-all text-quiet">{fieldsOf(line)}</span>
      </>
    ),
  },
  {
    id: 'correlation',
    head: 'Belongs to',
    from: 'lg',
    value: ({ correlationId }) => correlationId,
    cell: ({ correlationId }) => (
      <code className="font-mono text-s whitespace-nowrap" title={correlationId ?? undefined}>
        {correlationId?.slice(0, ID_SHOWN)}
      </code>
    ),
  },
]
const idOf = ({ id }: Line): string => String(id)

/** The newest lines of the log, from a level on. */
export function LogsPanel() {
  const [level, setLevel] = useState<Level>('info')
  const logs = useRead('/api/logs', {}, { everyMs: EVERY_MS })
  const { data } = logs
  const rows = useMemo(() => {
    const least = LEVELS.indexOf(level)
    return (data?.lines ?? []).filter((line) => LEVELS.indexOf(line.level) >= least).toReversed()
  }, [data, level])
  return (
    <Panel
      title="Log"
      source={`${level} and worse, newest first`}
      state={readState(logs)}
      skeleton={<TableSkeleton rows={6} />}
      tools={
        <>
          <Chips label="Least level" options={OPTIONS} chosen={[level]} onToggle={setLevel} />
          <ExportTools name="log" columns={COLUMNS} rows={rows} />
        </>
      }
      empty={rows.length === 0 ? `No line of level ${level} or worse since the start.` : null}
    >
      <DataTable caption="Log lines" columns={COLUMNS} rows={rows} idOf={idOf} />
    </Panel>
  )
}
