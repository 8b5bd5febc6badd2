import type { PanelState } from '../../components/panel.tsx'

/** A result is as old as its run, and does not age. */
export const RESULT: PanelState = { at: null, isLoading: false, failure: null }
