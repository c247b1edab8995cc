import type { SubscribedModel } from '../../client.js'
import type { Live } from '../live.js'
import { element, say, short } from './view.js'

const SLIDERS_MAX = 32

/** Sliders for the inputs, and what the local copy predicts for them. Untouched, they follow the stream. */
export class WhatIf {
  private readonly sliders: HTMLInputElement[] = []
  private readonly held = new Map<number, number>()
  private names = ''
  private model: SubscribedModel | undefined
  private x: readonly number[] = []

  constructor() {
    element('reset').addEventListener('click', () => {
      this.held.clear()
      this.show()
    })
  }

  /** A newer model, and the latest input of the stream. */
  update(model: SubscribedModel, { names = [], x = [] }: Live): void {
    this.model = model
    this.x = x
    const shown = names.slice(0, Math.min(SLIDERS_MAX, x.length))
    if (shown.join() !== this.names) this.build(shown)
    this.show()
  }

  private build(names: readonly string[]): void {
    this.names = names.join()
    this.sliders.length = 0
    this.held.clear()
    element('sliders').replaceChildren(
      ...names.map((name, index) => {
        const row = document.createElement('label')
        row.className = 'slider'
        const label = document.createElement('code')
        label.textContent = name
        const slider = document.createElement('input')
        Object.assign(slider, { type: 'range', min: '-3', max: '3', step: '0.05' })
        slider.addEventListener('input', () => {
          this.held.set(index, slider.valueAsNumber)
          this.show()
        })
        this.sliders.push(slider)
        row.append(label, slider, document.createElement('output'))
        return row
      }),
    )
  }

  private show(): void {
    const x = this.x.map((value, index) => this.held.get(index) ?? value)
    this.sliders.forEach((slider, index) => {
      const value = x[index] ?? 0
      if (!this.held.has(index)) slider.value = String(value)
      const output = slider.nextElementSibling
      if (output) output.textContent = value.toFixed(2)
    })
    say('answer', this.answer(x))
  }

  private answer(x: readonly number[]): string {
    if (!this.model || x.length === 0) return '–'
    const prediction = this.model.predict(x)
    if (!('task' in prediction)) return Array.from(prediction.subarray(0, 4), short).join('  ')
    if (prediction.task === 'regression') return short(prediction.value)
    const { label, probabilities, classes } = prediction
    const share = Math.max(...probabilities)
    return label === undefined ? '–' : `${label} ${Math.round(100 * share)} % of ${classes.length} classes`
  }
}
