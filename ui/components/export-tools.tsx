import { Download } from 'lucide-react'
import { Button } from './button.tsx'
import type { Column } from './column.ts'
import { csvOf, saveFile } from './table-file.ts'

interface ExportToolsProps<Row> {
  /** Of the file, without its ending. */
  readonly name: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
}

/** Takes a table along as it stands: CSV as it is shown, JSON as the desk told it. */
export function ExportTools<Row>({ name, columns, rows }: ExportToolsProps<Row>) {
  if (rows.length === 0) return null
  return (
    <>
      <Button
        look="quiet"
        className="text-s"
        aria-label={`Save ${name} as CSV`}
        onClick={() => saveFile(name, 'text/csv', csvOf(columns, rows))}
      >
        <Download size={14} aria-hidden="true" />
        CSV
      </Button>
      <Button
        look="quiet"
        className="text-s"
        aria-label={`Save ${name} as JSON`}
        onClick={() => saveFile(name, 'application/json', `${JSON.stringify(rows, null, 2)}\n`)}
      >
        JSON
      </Button>
    </>
  )
}
