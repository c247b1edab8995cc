import type { Features } from '../../features/sample.js'
import type { Field } from '../../features/featureChain.js'
import type { Predictor } from '../../snapshots/predictor.js'
import type { SampleSource } from '../../sources/sampleSource.js'
import type { TableOptions } from '../../sources/table/tableOptions.js'
import type { TableSchema } from '../../sources/table/tableSchema.js'
import { type TableInput, tableFrom } from '../input/tableInput.js'
import type { TableKnowledge } from './tableKnowledge.js'

/** A row of a table of questions; or why it is none. */
export type Question = { readonly row: number; readonly x: Features } | { readonly row: number; readonly error: string }

/** How the layout of a file of questions is read. Types and marks are those of the model. */
export type QuestionOptions = Pick<TableOptions, 'encoding' | 'delimiter' | 'skip' | 'comment'>

/** The questions of a table, one for each of its rows, in order. */
export class Questions {
  private readonly source: SampleSource
  private readonly known: ReadonlySet<string>
  private readonly fields: readonly Field[]
  private readonly note: (text: string) => void
  /** What the model doesn't know, and what was said of. */
  private readonly unknown = new Set<string>()
  private readonly ignored: ReadonlySet<string>
  /** Names of columns that are taken in their order, for a model of vectors. */
  private inOrder: readonly string[] | undefined
  private readonly waiting: Question[] = []
  private done = 0

  /** @param note is told, once, which columns are missing and which the model doesn't know */
  constructor(
    input: TableInput,
    { predictor, knowledge }: { readonly predictor: Pick<Predictor, 'fields'>; readonly knowledge: TableKnowledge },
    { note, ...layout }: QuestionOptions & { readonly note: (text: string) => void },
  ) {
    const { columns, na, decimal, thousands } = knowledge
    this.note = note
    this.fields = predictor.fields
    this.known = new Set(predictor.fields.map(({ name }) => name))
    this.ignored = new Set(columns.filter(({ ignored }) => ignored).map(({ name }) => name))
    this.source = tableFrom(input, {
      ...layout,
      ...(na ? { na } : {}),
      ...(decimal ? { decimal } : {}),
      ...(thousands === undefined ? {} : { thousands }),
      like: columns,
      onSchema: (schema) => this.compare(schema),
    })
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Question, void, void> {
    const { source, waiting } = this
    const asides = source.rejected$.subscribe(({ reason }) => this.take({ row: source.rows, error: reason }))
    try {
      for await (const { x } of source) {
        this.take({ row: source.rows, x: this.inputOf(x) })
        yield* waiting.splice(0)
      }
      this.fill(source.rows + 1)
      yield* waiting.splice(0)
    } finally {
      asides.unsubscribe()
    }
  }

  private take(question: Question): void {
    this.fill(question.row)
    this.waiting.push(question)
    this.done = question.row
  }

  /** A row of empty cells is no sample, yet it is a question. */
  private fill(row: number): void {
    while (this.done < row - 1) {
      this.done += 1
      this.waiting.push({ row: this.done, error: 'the row is empty' })
    }
  }

  private compare({ columns }: TableSchema): void {
    const names = columns.filter(({ ignored }) => !ignored).map(({ name }) => name)
    const vectors = this.fields.every(({ name }, at) => name === String(at))
    if (vectors && !names.some((name) => this.known.has(name))) {
      this.inOrder = names
      return
    }
    const given = new Set(names)
    const missing = this.fields.filter(({ name }) => !given.has(name)).map(({ name }) => name)
    if (missing.length > 0) this.note(`missing in the questions, and so in each row: ${listed(missing)}`)
    const unknown = names.filter((name) => !this.known.has(name) && !this.ignored.has(name))
    if (unknown.length > 0) this.note(`unknown to the model, and so left out: ${listed(unknown)}`)
    for (const name of unknown) this.unknown.add(name)
  }

  private inputOf(x: Features): Features {
    const record = x as Readonly<Record<string, number>>
    if (this.inOrder) return this.inOrder.map((name) => record[name] as number)
    // Later records of JSON may have other fields.
    for (const name in record) {
      if (this.known.has(name) || this.unknown.has(name)) continue
      this.unknown.add(name)
      this.note(`unknown to the model, and so left out: ${listed([name])}`)
    }
    return x
  }
}

/** Names that a line lists. */
const LISTED = 12

function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).map((name) => `'${name}'`)
  const rest = names.length - shown.length
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
