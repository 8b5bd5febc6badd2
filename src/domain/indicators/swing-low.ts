import { Swing } from './swing.ts'

/** The latest swing low; feed it lows. */
export class SwingLow extends Swing {
  constructor(strength: number, memory?: Float64Array) {
    super(strength, -1, memory)
  }
}
