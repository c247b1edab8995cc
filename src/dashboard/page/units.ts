import type { Model } from '../../operators/model.js'
import type { ModelInput } from '../../layers/model/modelInput.js'
import { colour, element, short } from './view.js'

const CELL = 14
const CELLS_IN_A_ROW = 24

/** Activations of each layer for one input, as rows of squares; light is high. */
export function showActivations(model: Model, x: ModelInput): void {
  const parent = element('activations')
  const layers = model.activations(x)
  while (parent.children.length > layers.length) parent.lastElementChild?.remove()
  layers.forEach(({ layer, values: floats }, index) => {
    const values = Array.from(floats)
    const figure = parent.children[index] ?? parent.appendChild(emptyFigure())
    const canvas = figure.firstElementChild as HTMLCanvasElement
    const caption = figure.lastElementChild as HTMLElement
    const [lowest, highest] = [Math.min(0, ...values), Math.max(0, ...values)]
    caption.textContent = `${layer}, ${values.length} units, ${short(lowest)} to ${short(highest)}`
    canvas.setAttribute('aria-label', caption.textContent)
    drawUnits(canvas, values, Math.max(-lowest, highest, 1e-9))
  })
}

function emptyFigure(): HTMLElement {
  const figure = document.createElement('figure')
  const canvas = document.createElement('canvas')
  canvas.setAttribute('role', 'img')
  figure.append(canvas, document.createElement('figcaption'))
  return figure
}

function drawUnits(canvas: HTMLCanvasElement, values: readonly number[], largest: number): void {
  canvas.width = Math.min(values.length, CELLS_IN_A_ROW) * CELL
  canvas.height = Math.ceil(values.length / CELLS_IN_A_ROW) * CELL
  const context = canvas.getContext('2d')
  if (!context) return
  context.fillStyle = colour('--hinton')
  context.fillRect(0, 0, canvas.width, canvas.height)
  values.forEach((value, unit) => {
    context.globalAlpha = Math.min(1, Math.abs(value) / largest)
    context.fillStyle = value > 0 ? '#fff' : '#000'
    context.fillRect(
      (unit % CELLS_IN_A_ROW) * CELL + 1,
      Math.floor(unit / CELLS_IN_A_ROW) * CELL + 1,
      CELL - 2,
      CELL - 2,
    )
  })
  context.globalAlpha = 1
}

/** Decades shown: a gradient a thousand times smaller than the largest is a third of its bar. */
const DECADES = 6

/** The norm of each parameter's gradient, so that a gradient that vanishes on its way down can be seen. */
export function showGradients(norms: Readonly<Record<string, number>>): void {
  const parent = element('gradients')
  const entries = Object.entries(norms)
  while (parent.children.length > entries.length) parent.lastElementChild?.remove()
  const largest = Math.max(1e-12, ...entries.map(([, norm]) => norm))
  entries.forEach(([name, norm], index) => {
    const row = parent.children[index] ?? parent.appendChild(emptyBar())
    const [label, track, output] = Array.from(row.children) as HTMLElement[]
    // The mark keeps digits in their order: the name is cut off at its beginning, by a line that runs from the right.
    if (label) label.textContent = `\u200e${name}`
    if (output) output.textContent = norm.toExponential(1)
    const share = norm > 0 ? Math.max(0, 1 + Math.log10(norm / largest) / DECADES) : 0
    if (track?.firstElementChild) (track.firstElementChild as HTMLElement).style.width = `${share * 100}%`
  })
}

function emptyBar(): HTMLElement {
  const row = document.createElement('div')
  row.className = 'bar'
  const track = document.createElement('div')
  track.className = 'track'
  const fill = document.createElement('div')
  fill.className = 'fill'
  track.append(fill)
  row.append(document.createElement('code'), track, document.createElement('output'))
  return row
}
