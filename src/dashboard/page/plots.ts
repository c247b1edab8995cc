import uPlot from 'uplot'
import { colour, element } from './view.js'

/** What a plot over time shows at least, so that the first moments don't stand alone on an axis of years. */
const LEAST_SECONDS = 30

/** A line plot in an element, as wide as the page lets it be. */
export class LinePlot {
  private readonly plot: uPlot
  private readonly parent: HTMLElement
  private marks: readonly number[] = []
  /** What whole numbers on the vertical axis are called, where they aren't numbers. */
  ticks: ((value: number) => string) | undefined
  /** What the numbers on the horizontal axis are followed by, where it isn't the time of day. */
  unit = ''

  constructor(
    id: string,
    lines: readonly { readonly label: string; readonly colour: string; readonly width?: number }[],
    time: boolean,
  ) {
    this.parent = element(id)
    const axis: uPlot.Axis = {
      stroke: () => colour('--faint'),
      grid: { stroke: () => colour('--line'), width: 1 },
      ticks: { stroke: () => colour('--line'), width: 1 },
    }
    this.plot = new uPlot(
      {
        ...this.size(),
        scales: {
          x: { time, range: (_plot, min, max) => [time && max ? Math.min(min, max - LEAST_SECONDS) : min, max] },
        },
        // No cursor values: at a glance it is the lines that count, and on a phone there is no room for more.
        legend: { live: false },
        hooks: { draw: [(plot) => this.drawMarks(plot)] },
        axes: [
          time
            ? axis
            : {
                ...axis,
                values: (_plot, splits) => splits.map((value) => `${Number(value.toPrecision(4))}${this.unit}`),
              },
          { ...axis, size: 72, values: (_plot, splits) => splits.map((value) => this.tick(value)) },
        ],
        series: [
          {},
          ...lines.map((line) => ({
            label: line.label,
            stroke: () => colour(line.colour),
            width: line.width ?? 1.75,
            points: { show: false },
          })),
        ],
      },
      [[], ...lines.map(() => [])],
      this.parent,
    )
    new ResizeObserver(() => this.plot.setSize(this.size())).observe(this.parent)
  }

  private size(): { readonly width: number; readonly height: number } {
    return { width: Math.max(200, this.parent.clientWidth), height: Math.max(120, this.parent.clientHeight - 32) }
  }

  private tick(value: number): string {
    if (this.ticks) return Number.isInteger(value) ? this.ticks(value).slice(0, 10) : ''
    return String(Number(value.toPrecision(4)))
  }

  /** A line down the plot at each mark. */
  private drawMarks({ ctx, bbox, scales, valToPos }: uPlot): void {
    const { min = 0, max = 0 } = scales['x'] ?? {}
    ctx.save()
    ctx.strokeStyle = colour('--bad')
    ctx.setLineDash([4, 4])
    for (const mark of this.marks) {
      if (mark < (min ?? 0) || mark > (max ?? 0)) continue
      const x = valToPos(mark, 'x', true)
      ctx.beginPath()
      ctx.moveTo(x, bbox.top)
      ctx.lineTo(x, bbox.top + bbox.height)
      ctx.stroke()
    }
    ctx.restore()
  }

  show(columns: readonly (readonly (number | null)[])[], marks: readonly number[] = []): void {
    this.marks = marks
    this.plot.setData(columns as uPlot.AlignedData)
  }
}
