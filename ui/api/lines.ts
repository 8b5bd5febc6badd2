/** Lines of a stream as they come, each parsed as JSON (newline-delimited); a last one without its end counts. Throws SyntaxError. */
export async function* linesOf(bytes: ReadableStream<Uint8Array>): AsyncGenerator {
  const reader = bytes.getReader()
  const text = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const lines = `${rest}${text.decode(value, { stream: true })}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.trim() !== '') yield JSON.parse(line)
    }
    if (rest.trim() !== '') yield JSON.parse(rest)
  } finally {
    // Whoever stops reading stops the other side, too.
    await reader.cancel()
  }
}
