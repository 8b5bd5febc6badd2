/** Offers a document as a file: the answer that `--json` gives, out of the page itself. */
export function offerJson(button: HTMLElement | null, name: string, read: () => unknown): void {
  if (!button) return
  button.hidden = false
  button.addEventListener('click', () => {
    const text = `${JSON.stringify(read(), null, 2)}\n`
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
    link.download = name
    link.click()
    URL.revokeObjectURL(link.href)
  })
}
