import fs from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { isSystemError } from '../core/state/system-error.ts'

/** One call of a stack, as V8 hands it out; its words are those that Node tells. */
interface Frame extends Pick<NodeJS.CallSite, 'getFileName' | 'getLineNumber' | 'getColumnNumber'> {
  toString(): string
}

const isMap = (value: unknown): value is SourceMapPayload =>
  typeof value === 'object' && value !== null && 'mappings' in value

function readMap(file: string): SourceMap | null {
  try {
    const read: unknown = JSON.parse(fs.readFileSync(file, 'utf8'))
    return isMap(read) ? new SourceMap(read) : null
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null
    throw error
  }
}

/**
 * How a stack is told once a program's places are those of its sources: Node maps the lines of modules only, and a script
 * is none. The map beside the program is read with the first stack that needs it; without one, the built file's places are told.
 */
export function tellsSources(program: string): (error: Error, frames: readonly Frame[]) => string {
  let map: SourceMap | null | undefined
  const told = (frame: Frame): string => {
    const words = frame.toString()
    const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()]
    if (frame.getFileName() !== program || line === null || column === null) return words
    if (map === undefined) map = readMap(`${program}.map`)
    const origin = map?.findOrigin(line, column)
    if (origin === undefined || !('fileName' in origin)) return words
    const place = `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`
    return words.replace(`${program}:${line}:${column}`, place)
  }
  return (error, frames) =>
    [String(error), ...frames.map((frame) => `    at ${told(frame)}`)].join('\n')
}
