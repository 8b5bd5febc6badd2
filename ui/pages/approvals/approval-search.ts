/** Which proposal is looked at, as the address has it. */
export interface ApprovalSearch {
  readonly id?: string
}

/** What an address asks for; what it asks wrongly is left out. */
export const approvalSearch = ({ id }: Readonly<Record<string, unknown>>): ApprovalSearch =>
  typeof id === 'string' && id !== '' ? { id } : {}
