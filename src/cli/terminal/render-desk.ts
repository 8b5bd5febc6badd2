import { deskFooter } from './desk-footer.ts'
import { deskHeader } from './desk-header.ts'
import type { DeskScene } from './desk-scene.ts'
import {
  fillSection,
  orderSection,
  positionSection,
  priceSection,
  storySection,
  strategySection,
} from './desk-sections.ts'
import { type Line, painted } from './ink.ts'
import { filled, sideBySide, stacked } from './layout.ts'

/** Columns and rows of a terminal. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

/** From here on two columns of tables stand side by side. */
const WIDE = 100
/** From here on the chart has three rows. */
const TALL = 30
/** Below this nothing is said twice: the identity of the desk gives way to the desk. */
const SHORT = 16
/** A screen below this shows what fits and is cut. */
const COLUMNS_MIN = 20
const ROWS_MIN = 4

function narrowBody(scene: DeskScene, width: number, height: number): readonly Line[] {
  const orders = orderSection(scene, { rank: 3, rowsMin: 1, rowsWished: 3 })
  const sections = [
    positionSection(scene, width, { rank: 1, rowsMin: 5, rowsWished: 6 }),
    ...(orders.rows.length === 0 ? [] : [orders]),
    fillSection(scene, width, { rank: 4, rowsMin: 2, rowsWished: 3 }),
    priceSection(scene, width, { rank: 5, rowsMin: 2, rowsWished: 4 }),
    storySection(scene, width, { rank: 2, rowsMin: 3, rowsWished: height }),
  ]
  return stacked(sections, width, height)
}

const LEFT_PERCENT = 62
/** Part of the height below the header that the story gets. */
const STORY_PERCENT = 36

function wideBody(scene: DeskScene, width: number, height: number): readonly Line[] {
  const storyRows = Math.max(5, Math.floor((height * STORY_PERCENT) / 100))
  const tableRows = height - storyRows
  const left = (columns: number) =>
    stacked(
      [
        positionSection(scene, columns, { rank: 1, rowsMin: 1, rowsWished: 10 }),
        orderSection(scene, { rank: 2, rowsMin: 1, rowsWished: 4 }),
        fillSection(scene, columns, { rank: 3, rowsMin: 1, rowsWished: 8 }),
      ],
      columns,
      tableRows,
    )
  const right = (columns: number) =>
    stacked(
      [
        strategySection(scene, columns, { rank: 1, rowsMin: 1, rowsWished: 6 }),
        priceSection(scene, columns, { rank: 2, rowsMin: 1, rowsWished: tableRows }),
      ],
      columns,
      tableRows,
    )
  const story = storySection(scene, width, { rank: 1, rowsMin: 1, rowsWished: storyRows })
  return [...sideBySide(left, right, width, LEFT_PERCENT), ...stacked([story], width, storyRows)]
}

/** The desk as lines of a terminal, exactly as many and as wide as it has: pure, so that equal scenes look equal. */
export function renderDesk(scene: DeskScene, size: Size, mayColour: boolean): readonly string[] {
  const width = Math.max(COLUMNS_MIN, size.columns)
  const height = Math.max(ROWS_MIN, size.rows)
  const header = deskHeader(scene, width, height < TALL ? 1 : 3)
  const footer = deskFooter(scene, width, height < SHORT ? 1 : 2)
  const room = Math.max(0, height - header.length - footer.length)
  const body = (width < WIDE ? narrowBody : wideBody)(scene, width, room)
  const above = height - footer.length
  const lines = filled(
    [...filled(header, width, Math.min(header.length, above)), ...body],
    width,
    above,
  )
  return [...lines, ...filled(footer, width, footer.length)].map((each) => painted(each, mayColour))
}
