import { Swing } from './swing.ts'

/** The latest swing high; feed it highs. */
export class SwingHigh extends Swing {
  constructor(strength: number, memory?: Float64Array) {
    super(strength, 1, memory)
  }
}
