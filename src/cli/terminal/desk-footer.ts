import { clockTime, dateOf } from '../../domain/time.ts'
import type { DeskScene } from './desk-scene.ts'
import { fitted, type Line, line, widthOf } from './ink.ts'

/** Digits of a commit that tell it from all others of a project this size. */
const COMMIT = 8
const DOT = ' · '

/** The end of a path, which is the part that tells folders apart. */
const endOf = (path: string, width: number): string =>
  path.length <= width ? path : `…${path.slice(path.length - width + 1)}`

/** Which desk this is: its data folder has the room that the rest leaves. */
function identityLine({ identity }: DeskScene, width: number): Line {
  const { version, commit, environment, pid, startedAt, dataDir } = identity
  const since = `${dateOf(startedAt)} ${clockTime(startedAt).slice(0, 5)}`
  const words = [
    `robo-trader ${version}`,
    commit === 'unknown' ? 'commit unknown' : commit.slice(0, COMMIT),
    environment,
    `process ${pid} since ${since}`,
  ].join(DOT)
  const room = width - words.length - DOT.length
  return line(room < 4 ? words : `${words}${DOT}${endOf(dataDir, room)}`, 'dim')
}

function keys({ isEnding, url }: DeskScene): Line {
  if (isEnding) return line('Ending: the book is being saved', 'warn')
  const where = url === null ? '' : `Dashboard ${url}${DOT}`
  return line(`${where}q or Ctrl-C ends the run; the book is saved`, 'dim')
}

/** The lines below everything: how to end, and, on two lines or on one that is wide enough, which desk this is. */
export function deskFooter(scene: DeskScene, width: number, lines: 1 | 2): readonly Line[] {
  const how = keys(scene)
  const room = width - widthOf(how) - DOT.length
  const who = identityLine(scene, room)
  if (widthOf(who) <= room) return [[...fitted(how, width - widthOf(who)), ...who]]
  return lines === 1 ? [how] : [identityLine(scene, width), how]
}
