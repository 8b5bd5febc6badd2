import { beforeEach } from 'vitest'
import { StandInDesk } from './stand-in-desk.ts'

/** The stand-in of the test that runs, and where its pages are. */
interface StandIn {
  readonly desk: StandInDesk
  readonly url: string
}

/** A stand-in desk of its own for each test of a block, listening and closed with it; `path` is where its screen is. */
export function useStandInDesk(path = ''): StandIn {
  let desk = new StandInDesk()
  let url = ''
  beforeEach(async () => {
    desk = new StandInDesk()
    url = (await desk.listen()) + path
    return () => desk.close()
  })
  return {
    get desk() {
      return desk
    },
    get url() {
      return url
    },
  }
}
