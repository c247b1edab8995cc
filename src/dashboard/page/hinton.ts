import type { Model } from '../../operators/model.js'
import { colour, element } from './view.js'

/** Squares a side at most: a larger matrix is shown by its first rows and columns. */
const ROWS_MAX = 64
const COLUMNS_MAX = 160

/*
 * Hinton diagrams, as in figure 1 and after of Rumelhart, Hinton & Williams (1986): one square per weight, white where it
 * is positive, black where negative, its area in proportion to its size; on grey.
 */

interface Diagram {
  readonly canvas: HTMLCanvasElement
  /** How many squares down and across; of a matrix with more rows than columns, the rows lie across. */
  readonly rows: number
  readonly cols: number
  readonly onItsSide: boolean
}

/** One diagram per weight matrix of a model. */
export class HintonDiagrams {
  private readonly diagrams = new Map<string, Diagram>()
  private shown = ''

  private build(model: Model): void {
    const parent = element('weights')
    parent.replaceChildren()
    this.diagrams.clear()
    for (const { name, shape } of model.layout) {
      if (shape.length < 2) continue
      const cols = shape[shape.length - 1] ?? 1
      const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1)
      const canvas = document.createElement('canvas')
      canvas.setAttribute('role', 'img')
      canvas.setAttribute('aria-label', `weights of ${name}, ${rows} by ${cols}`)
      const caption = document.createElement('figcaption')
      const onItsSide = rows > cols
      const [down, across] = onItsSide ? [cols, rows] : [rows, cols]
      const cut = down > ROWS_MAX || across > COLUMNS_MAX ? ', the first of them' : ''
      caption.textContent = `${name} ${rows} × ${cols}${onItsSide ? ', units side by side' : ''}${cut}`
      const figure = document.createElement('figure')
      figure.append(canvas, caption)
      parent.append(figure)
      const size = { rows: Math.min(down, ROWS_MAX), cols: Math.min(across, COLUMNS_MAX) }
      this.diagrams.set(name, { canvas, ...size, onItsSide })
    }
  }

  /** Draws the weights as they are; the diagrams are made anew when the network changed. */
  show(model: Model): void {
    const key = JSON.stringify(model.layout)
    if (key !== this.shown) this.build(model)
    this.shown = key
    const background = colour('--hinton')
    for (const { name, shape, offset } of model.layout) {
      const diagram = this.diagrams.get(name)
      const step = ((shape[shape.length - 1] ?? 1) + 3) & ~3
      if (diagram) draw(diagram, model.parameters.subarray(offset), step, background)
    }
  }
}

function draw(
  { canvas, rows, cols, onItsSide }: Diagram,
  weights: Float32Array | Float64Array,
  step: number,
  background: string,
): void {
  const size = Math.max(4, Math.min(14, Math.floor(900 / Math.max(cols, 8))))
  if (canvas.width !== cols * size) canvas.width = cols * size
  if (canvas.height !== rows * size) canvas.height = rows * size
  const context = canvas.getContext('2d')
  if (!context) return
  const at = (row: number, col: number): number => weights[onItsSide ? col * step + row : row * step + col] ?? 0
  let largest = 0
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) largest = Math.max(largest, Math.abs(at(row, col)))
  }
  context.fillStyle = background
  context.fillRect(0, 0, canvas.width, canvas.height)
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const weight = at(row, col)
      const side = Math.sqrt(Math.abs(weight) / (largest || 1)) * size
      context.fillStyle = weight > 0 ? '#fff' : '#000'
      context.fillRect(col * size + (size - side) / 2, row * size + (size - side) / 2, side, side)
    }
  }
}
