import { lastValueFrom, take, toArray } from 'rxjs'
import { EddyError } from '../../error.js'
import { type TableSchema, schemaOf } from '../../sources/table/tableSchema.js'
import { didYouMean } from '../../sources/didYouMean.js'
import { fromNdjson } from '../../sources/ndjson/fromNdjson.js'

/** Lines that the task is read off. */
const LINES = 1000

/**
 * What the first lines of an NDJSON file show about its target.
 *
 * @throws {EddyError} ERR_TARGET_COLUMN where no line has it
 */
export async function ndjsonTask(
  input: string,
  { target, task }: { readonly target: string; readonly task?: TableSchema['task'] },
): Promise<Pick<TableSchema, 'task' | 'classes'>> {
  const samples = await lastValueFrom(fromNdjson(input, { target }).pipe(take(LINES), toArray()))
  const values = samples.flatMap(({ y }) => (y === undefined ? [] : [y]))
  if (values.length === 0) {
    const names = [...new Set(samples.flatMap(({ x }) => Object.keys(x)))]
    const hint = didYouMean(target, names) || '.'
    throw new EddyError('ERR_TARGET_COLUMN', `there is no field '${target}'${hint} The fields are ${names.join(', ')}`)
  }
  if (task === 'regression') return { task, classes: [] }
  const found = schemaOf(
    [target],
    values.map((value) => [String(value)]),
    target,
    task,
  )
  if (found.task === 'regression') return { task: 'regression', classes: [] }
  // As they are in JSON: 1, "1" and true are three labels.
  return { task: 'classification', classes: [...new Set(values)] as unknown as string[] }
}
