import type { Column } from '../column.js'
import type { TableWarning } from '../tableReport.js'
import type { TargetReader } from '../targetReader.js'

/** What a reading has come across so far. */
export interface Noticed {
  readonly columns: readonly Column[]
  readonly target: TargetReader | undefined
  /** The number of rows that were read although they are longer or shorter than the header. */
  readonly ragged?: number
  /** Whether the text holds a NUL character. */
  readonly nul: boolean
}

/** A message lists at most this many. */
const LISTED = 3

/** The warnings about what was read so far. */
export function noticed({ columns, target, ragged = 0, nul }: Noticed): readonly TableWarning[] {
  const found: TableWarning[] = []
  if (ragged > 0) {
    const rows = ragged === 1 ? 'one row has' : `${ragged} rows have`
    found.push({
      code: 'RAGGED',
      message: `${rows} other than as many cells as the header: what is lacking is missing, what is too much is left out`,
    })
  }
  if (nul) found.push({ code: 'NUL', message: 'the text holds NUL characters, which are kept' })
  for (const { name, infinite } of columns) {
    if (infinite > 0)
      found.push({
        code: 'INFINITE',
        message: `${name}: ${infinite} infinite ${infinite === 1 ? 'value is' : 'values are'} read as missing`,
        column: name,
      })
  }
  return target ? [...found, ...labelFindings(target)] : found
}

function labelFindings({ labels, column: { name } }: TargetReader): readonly TableWarning[] {
  const found: TableWarning[] = []
  const merged = [...labels.merged].slice(0, LISTED).map(([spelling, label]) => `'${spelling}' as '${label}'`)
  if (merged.length > 0) {
    const way = `\`text: ['${name}']\` keeps them apart`
    found.push({
      code: 'MERGED_LABELS',
      message: `${name}: labels of one class: ${merged.join(', ')}${more(labels.merged.size)}; ${way}`,
      column: name,
    })
  }
  const cases = [...labels.cases].slice(0, LISTED).map(([label, other]) => `'${label}' and '${other}'`)
  if (cases.length > 0) {
    const way = '`ignoreCase` makes them one'
    found.push({
      code: 'LABEL_CASE',
      message: `${name}: ${cases.join(', ')}${more(labels.cases.size)} differ by case alone and are classes of their own; ${way}`,
      column: name,
    })
  }
  return found
}

const more = (count: number): string => (count > LISTED ? ` and ${count - LISTED} more` : '')
