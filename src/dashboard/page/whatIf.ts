import type { SubscribedModel } from '../../client.js'
import type { Live, LiveField } from '../live.js'
import { type KnownField, KnownFields } from './knownFields.js'
import { questionOf } from './question.js'
import { element, say, short } from './view.js'

interface Row {
  readonly kind: KnownField['kind']
  readonly row: HTMLElement
  readonly input: HTMLInputElement | HTMLSelectElement
  readonly output: HTMLOutputElement
}

/**
 * Sliders and choices for the inputs, and what the local copy predicts for them. Untouched, they follow the stream. A row
 * stays the element it is for as long as the model is watched, so that what is held, and the focus, stay too.
 */
export class WhatIf {
  private readonly fields = new KnownFields()
  private readonly rows = new Map<string, Row>()
  private readonly held = new Map<string, LiveField>()
  private model: SubscribedModel | undefined
  private live: Live = {}

  constructor() {
    element('reset').addEventListener('click', () => {
      this.held.clear()
      this.show()
    })
  }

  /** Another model is watched: nothing that was held is an input of it. */
  clear(): void {
    this.model = undefined
    this.live = {}
    this.fields.take({})
    this.removeRows()
    this.show()
  }

  /** A newer model, and the latest sample of the stream. */
  update(model: SubscribedModel, live: Live): void {
    this.model = model
    this.live = live
    if (this.fields.take(live)) this.removeRows()
    for (const field of this.fields.all()) this.build(field)
    this.show()
  }

  private removeRows(): void {
    this.rows.clear()
    this.held.clear()
    element('sliders').replaceChildren()
  }

  /** A row for a field that is new, or of which it is only now known what it is. */
  private build({ name, kind }: KnownField): void {
    const before = this.rows.get(name)
    if (before && before.kind === kind) return
    const row = document.createElement('label')
    row.className = 'slider'
    const label = document.createElement('code')
    label.textContent = name
    const input = kind === 'choice' ? document.createElement('select') : slider()
    input.addEventListener('input', () => {
      this.held.set(name, answerOf(input))
      this.show()
    })
    const output = document.createElement('output')
    row.append(label, input, output)
    this.rows.set(name, { kind, row, input, output })
    if (before) before.row.replaceWith(row)
    else element('sliders').append(row)
  }

  private show(): void {
    for (const field of this.fields.all()) {
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
    if (prediction.unpredicted) return '–'
    if (prediction.task === 'regression') return Array.from(prediction.values.subarray(0, 4), short).join('  ')
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

/** The value of an option is JSON: a text isn't taken for a truth value, nor for one that is missing. */
const answerOf = (input: HTMLInputElement | HTMLSelectElement): LiveField =>
  input instanceof HTMLSelectElement ? (JSON.parse(input.value) as LiveField) : input.valueAsNumber

function showRow({ input, output }: Row, field: KnownField, held: LiveField | undefined): void {
  const { value, low, high, choices } = field
  if (input instanceof HTMLSelectElement) {
    for (const choice of choices.slice(input.options.length)) {
      input.append(new Option(choice === null ? 'missing' : String(choice), JSON.stringify(choice)))
    }
    if (held === undefined && choices.includes(value)) input.value = JSON.stringify(value)
    return
  }
  // A tenth beyond what was seen; a field that never moved gets room of its own size.
  const room = high > low ? 0.1 * (high - low) : Math.max(1, Math.abs(high))
  Object.assign(input, { min: String(low - room), max: String(high + room), step: 'any' })
  if (held === undefined && typeof value === 'number') input.value = String(value)
  const shown = held ?? value
  output.textContent = typeof shown === 'number' ? short(shown) : 'missing'
}
