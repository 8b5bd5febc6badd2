/** Folder of the dashboard, which is built first unless it is. */
export function uiFolder(): Promise<string>
