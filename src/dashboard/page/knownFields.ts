import type { Live, LiveField } from '../live.js'
import { type Field, FIELDS_MAX, fieldsOf } from './question.js'

/** Texts of a field that are offered. */
const CHOICES_MAX = 50

/** An input as it has shown itself so far. Its value is null where it is missing in the latest sample. */
export interface KnownField extends Field {
  /** By its first value; undefined while it was always missing. */
  readonly kind: 'number' | 'choice' | undefined
  /** What can be chosen: all values that came and are no numbers; of a truth value both. */
  readonly choices: readonly LiveField[]
}

/** All inputs that any sample had: one that is missing now may be there in the next. */
export class KnownFields {
  private readonly fields = new Map<string, KnownField>()
  private layout = ''

  /** Looks at the latest sample. True if what was known is gone: the stream has samples of another kind. */
  take(live: Live): boolean {
    const layout = layoutOf(live)
    const anew = layout !== this.layout
    this.layout = layout
    if (anew) this.fields.clear()
    for (const [name, field] of this.fields) this.fields.set(name, { ...field, value: null })
    for (const field of fieldsOf(live)) this.see(field)
    return anew
  }

  private see(field: Field): void {
    const { name, value, low, high } = field
    const before = this.fields.get(name)
    if (!before && this.fields.size >= FIELDS_MAX) return
    this.fields.set(name, {
      name,
      value,
      kind: before?.kind ?? kindOf(value),
      ...(typeof value === 'number' || !before ? { low, high } : { low: before.low, high: before.high }),
      choices: including(before?.choices ?? [], value),
    })
  }

  all(): readonly KnownField[] {
    return [...this.fields.values()]
  }
}

/** Records may differ from one to the next; vectors, and the inputs of a bare model, have the same places. */
function layoutOf({ sample, vector, names = [], x }: Live): string {
  if (sample) return vector ? `vector of ${Object.keys(sample).length}` : 'records'
  return x ? `inputs ${names.join()}` : ''
}

const kindOf = (value: LiveField): KnownField['kind'] =>
  value === null ? undefined : typeof value === 'number' ? 'number' : 'choice'

function including(choices: readonly LiveField[], value: LiveField): readonly LiveField[] {
  if (typeof value === 'number' || choices.length >= CHOICES_MAX) return choices
  const offered = typeof value === 'boolean' ? [false, true] : [value]
  const further = offered.filter((choice) => !choices.includes(choice))
  return further.length > 0 ? [...choices, ...further] : choices
}
