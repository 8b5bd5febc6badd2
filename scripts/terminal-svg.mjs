/** One column and one row of the picture, in its own units. */
const CELL = { width: 8.4, height: 19 }
const EDGE = { side: 20, top: 52, bottom: 18 }
const EIGHTHS = '▁▂▃▄▅▆▇█'
const INK = {
  plain: '#d5dbe3',
  dim: '#7f8b99',
  strong: '#ffffff',
  accent: '#5cc8d7',
  good: '#6ec28b',
  bad: '#e08080',
  warn: '#dcb35c',
}
/** Select Graphic Rendition codes of the view, as the names above. */
const CODES = { 2: 'dim', 1: 'strong', '1;36': 'accent', 32: 'good', 31: 'bad', 33: 'warn' }

/** A change of ink, or what is written in it. */
const STRETCH = new RegExp(String.raw`\u001b\[([\d;]*)m|([^\u001b]+)`, 'g')

const round = (value) => Math.round(value * 10) / 10

const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A line of the terminal as stretches of one ink, each with the column where it begins. */
function stretchesOf(line) {
  const stretches = []
  let [column, ink] = [0, 'plain']
  for (const [, code, text] of line.matchAll(STRETCH)) {
    if (code !== undefined) ink = CODES[code] ?? 'plain'
    else {
      stretches.push({ column, ink, text })
      column += text.length
    }
  }
  return stretches
}

/** What is drawn rather than written looks alike in every font: levels of a chart, and rules. */
function drawn(text, x, y, colour) {
  const shapes = []
  for (const [index, letter] of [...text].entries()) {
    const level = EIGHTHS.indexOf(letter) + 1
    if (level === 0) continue
    const height = (CELL.height * level) / 8
    const at = `x="${round(x + index * CELL.width)}" y="${round(y + CELL.height - height)}"`
    shapes.push(
      `<rect ${at} width="${round(CELL.width)}" height="${round(height)}" fill="${colour}" opacity="0.85"/>`,
    )
  }
  for (const { index, 0: rule } of text.matchAll(/─+/g)) {
    const [from, to] = [x + index * CELL.width, x + (index + rule.length) * CELL.width]
    const middle = round(y + CELL.height / 2)
    shapes.push(
      `<path d="M${round(from)} ${middle}H${round(to)}" stroke="${colour}" stroke-opacity="0.45"/>`,
    )
  }
  return shapes
}

/** Words of a stretch, each group at its own column, so that tables stay straight in every font. */
function written(text, x, y, { colour, isStrong }) {
  const words = text.replaceAll(/[─▁▂▃▄▅▆▇█]/g, ' ')
  const weight = isStrong ? ' font-weight="600"' : ''
  return [...words.matchAll(/\S+(?: \S+)*/g)].map(({ index, 0: group }) => {
    const at = `x="${round(x + index * CELL.width)}" y="${round(y + CELL.height * 0.74)}"`
    const length = `textLength="${round(group.length * CELL.width)}"`
    return `<text ${at} ${length} fill="${colour}"${weight}>${escaped(group)}</text>`
  })
}

/** A frame of the terminal, its lines with colours as the terminal would get them, as a picture in SVG. */
export function terminalSvg(lines, { columns, title }) {
  const width = round(columns * CELL.width + 2 * EDGE.side)
  const height = round(lines.length * CELL.height + EDGE.top + EDGE.bottom)
  const shapes = lines.flatMap((line, row) =>
    stretchesOf(line).flatMap(({ column, ink, text }) => {
      const [x, y] = [EDGE.side + column * CELL.width, EDGE.top + row * CELL.height]
      const look = { colour: INK[ink], isStrong: ink === 'strong' || ink === 'accent' }
      return [...drawn(text, x, y, look.colour), ...written(text, x, y, look)]
    }),
  )
  const fonts = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="${fonts}" font-size="14">`,
    `<rect width="${width}" height="${height}" rx="10" fill="#12171e"/>`,
    `<path d="M0 36V10a10 10 0 0 1 10-10H${width - 10}a10 10 0 0 1 10 10V36Z" fill="#1b222c"/>`,
    ...['#e0726c', '#dcb35c', '#6ec28b'].map(
      (colour, index) => `<circle cx="${22 + index * 20}" cy="18" r="6" fill="${colour}"/>`,
    ),
    `<text x="${round(width / 2)}" y="23" text-anchor="middle" fill="#93a0af" font-size="13">${escaped(title)}</text>`,
    ...shapes,
    '</svg>',
    '',
  ].join('\n')
}
