import { isatty } from 'node:tty'
import type { Size } from './render-desk.ts'

/** A terminal as the desk uses it. */
export interface Terminal {
  /** Whether somebody looks at it, so that it may be drawn on. */
  readonly isInteractive: boolean
  /** false where NO_COLOR is set, and where there are no sixteen colours. */
  readonly mayColour: boolean
  size(): Size
  write(text: string): void
  /** Each key as it is pressed, until disposed; Ctrl-C is a key like any other meanwhile. */
  keys(listener: (key: string) => void): Disposable
  resized(listener: () => void): Disposable
  /** Called when the process ends in whatever way can still be told, even by an error that nobody caught. */
  ended(listener: () => void): Disposable
}

const SIXTEEN = 16
const USUAL: Size = { columns: 80, rows: 24 }

/** The process's own terminal, on stderr: stdout is for answers. */
export function processTerminal(): Terminal {
  const { stdin, stderr } = process
  const isInteractive = isatty(stderr.fd)
  return {
    isInteractive,
    // The runtime itself knows NO_COLOR, FORCE_COLOR and TERM.
    mayColour: isInteractive && stderr.hasColors(SIXTEEN),
    size: () => ({
      columns: stderr.columns || USUAL.columns,
      rows: stderr.rows || USUAL.rows,
    }),
    write: (text) => {
      stderr.write(text)
    },
    keys: (listener) => listenToKeys(stdin, listener),
    resized: (listener) => {
      stderr.on('resize', listener)
      return { [Symbol.dispose]: () => stderr.off('resize', listener) }
    },
    ended: (listener) => {
      process.on('exit', listener)
      process.on('uncaughtExceptionMonitor', listener)
      const leave = () => {
        process.off('exit', listener)
        process.off('uncaughtExceptionMonitor', listener)
      }
      return { [Symbol.dispose]: leave }
    },
  }
}

function listenToKeys(stdin: NodeJS.ReadStream, listener: (key: string) => void): Disposable {
  if (!stdin.isTTY) return { [Symbol.dispose]: () => undefined }
  const onData = (data: Buffer) => listener(data.toString('utf8'))
  stdin.setRawMode(true)
  stdin.on('data', onData)
  stdin.resume()
  const leave = () => {
    stdin.off('data', onData)
    stdin.setRawMode(false)
    stdin.pause()
  }
  return { [Symbol.dispose]: leave }
}
