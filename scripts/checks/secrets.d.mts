/** What a line of text gives away, or null. */
export function secretIn(line: string): string | null
/** Credentials in the files of a folder and in all that git remembers of it, a sentence each. */
export function findSecrets(folder: string): Promise<readonly string[]>
