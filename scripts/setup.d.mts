/** Builds the dashboard unless it is built of these very sources; answers the folder that it stands in. */
export function ensureUi(): Promise<string>
