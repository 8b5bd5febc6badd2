import { ensureUi } from './setup.mjs'

/** Folder of the dashboard, which is built first unless it is. */
export const uiFolder = () => ensureUi()
