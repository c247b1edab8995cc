import uPlot from 'uplot'
import { colour, element } from './view.js'

/** A line plot in an element, as wide as the page lets it be. */
export class LinePlot {
  private readonly plot: uPlot
  private readonly parent: HTMLElement

  constructor(id: string, lines: readonly { readonly label: string; readonly colour: string }[], time: boolean) {
    this.parent = element(id)
    const axis: uPlot.Axis = {
      stroke: () => colour('--faint'),
      grid: { stroke: () => colour('--line'), width: 1 },
      ticks: { stroke: () => colour('--line'), width: 1 },
    }
    this.plot = new uPlot(
      {
        ...this.size(),
        scales: { x: { time } },
        axes: [axis, { ...axis, size: 56 }],
        series: [
          time ? {} : { label: 'seconds' },
          ...lines.map((line) => ({
            label: line.label,
            stroke: () => colour(line.colour),
            width: 1.75,
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

  show(columns: readonly (readonly (number | null)[])[]): void {
    this.plot.setData(columns as uPlot.AlignedData)
  }
}
