import type { ReactNode } from 'react'
import type { RunRow } from '../../../src/web/contract/strategies.ts'
import { Panel } from '../../components/panel.tsx'
import { RESULT } from './result-state.ts'

interface HeadedPanelProps {
  readonly run: RunRow
  readonly warnings: readonly string[]
  readonly children: ReactNode
}

/** What a run is called, where its report is, and what must be known before its figures are believed. */
export const HeadedPanel = ({ run, warnings, children }: HeadedPanelProps) => (
  <Panel
    title={run.title}
    source={run.says}
    state={RESULT}
    skeleton={null}
    tools={
      <a
        href={`/api/backtests/${run.id}/report`}
        target="_blank"
        rel="noreferrer"
        className="text-s"
      >
        The report as one page
      </a>
    }
  >
    {warnings.map((warning) => (
      <p key={warning} className="text-warn">
        ▲ {warning}
      </p>
    ))}
    {children}
  </Panel>
)
