import type { SubscribedModel } from '../../client.js'
import type { Live, LiveField } from '../live.js'
import { type Field, fieldsOf, questionOf } from './question.js'
import { element, say, short } from './view.js'

/** Texts of a field that are offered. */
const CHOICES_MAX = 50

interface Row {
  readonly input: HTMLInputElement | HTMLSelectElement
  readonly output: HTMLOutputElement
}

/** Sliders and choices for the inputs, and what the local copy predicts for them. Untouched, they follow the stream. */
export class WhatIf {
  private readonly rows = new Map<string, Row>()
  private readonly held = new Map<string, LiveField>()
  private shape = ''
  private model: SubscribedModel | undefined
  private live: Live = {}

  constructor() {
    element('reset').addEventListener('click', () => {
      this.held.clear()
      this.show()
    })
  }

  /** A newer model, and the latest sample of the stream. */
  update(model: SubscribedModel, live: Live): void {
    this.model = model
    this.live = live
    const fields = fieldsOf(live)
    const shape = fields.map(({ name, value }) => `${name}:${value === null ? '' : typeof value}`).join()
    if (shape !== this.shape) this.build(fields)
    this.shape = shape
    this.show()
  }

  private build(fields: readonly Field[]): void {
    this.rows.clear()
    this.held.clear()
    element('sliders').replaceChildren(...fields.map((field) => this.row(field)))
  }

  private row({ name, value }: Field): HTMLElement {
    const row = document.createElement('label')
    row.className = 'slider'
    const label = document.createElement('code')
    label.textContent = name
    const input = typeof value === 'string' || typeof value === 'boolean' ? choice(value) : slider()
    const hold = (): void => {
      this.held.set(name, answerOf(input, value))
      this.show()
    }
    input.addEventListener('input', hold)
    const output = document.createElement('output')
    this.rows.set(name, { input, output })
    row.append(label, input, output)
    return row
  }

  private show(): void {
    for (const field of fieldsOf(this.live)) {
      const row = this.rows.get(field.name)
      if (row) showRow(row, field, this.held.get(field.name))
    }
    say('answer', this.answer())
  }

  private answer(): string {
    const question = questionOf(this.live, this.held)
    if (!this.model || !question) return '–'
    const prediction = this.model.predict(question)
    if (!('task' in prediction)) return Array.from(prediction.subarray(0, 4), short).join('  ')
    if (prediction.task === 'regression') return short(prediction.value)
    const { label, probabilities, classes } = prediction
    const share = Math.max(...probabilities)
    return label === undefined ? '–' : `${label} ${Math.round(100 * share)} % of ${classes.length} classes`
  }
}

function slider(): HTMLInputElement {
  const input = document.createElement('input')
  input.type = 'range'
  return input
}

function choice(value: string | boolean): HTMLSelectElement {
  const select = document.createElement('select')
  const values = typeof value === 'boolean' ? ['false', 'true'] : [value]
  select.append(...values.map((text) => new Option(text)))
  return select
}

const answerOf = (input: HTMLInputElement | HTMLSelectElement, like: LiveField): LiveField =>
  input instanceof HTMLSelectElement
    ? typeof like === 'boolean'
      ? input.value === 'true'
      : input.value
    : input.valueAsNumber

function showRow({ input, output }: Row, { value, low, high }: Field, held: LiveField | undefined): void {
  if (input instanceof HTMLSelectElement) {
    offer(input, String(value))
    if (held === undefined) input.value = String(value)
    return
  }
  // A tenth beyond what was seen; a field that never moved gets room of its own size.
  const room = high > low ? 0.1 * (high - low) : Math.max(1, Math.abs(high))
  Object.assign(input, { min: String(low - room), max: String(high + room), step: 'any' })
  if (held === undefined) input.value = String(value ?? 0)
  output.textContent = typeof (held ?? value) === 'number' ? short(Number(held ?? value)) : 'missing'
}

/** A text that came for the first time can be chosen from now on. */
function offer(select: HTMLSelectElement, text: string): void {
  const known = Array.from(select.options, ({ value }) => value)
  if (!known.includes(text) && known.length < CHOICES_MAX) select.append(new Option(text))
}
