import { lastValueFrom, take } from 'rxjs'
import type { TableSchema } from '../../sources/table/tableSchema.js'
import { fromCsv } from '../../sources/csv/fromCsv.js'
import { fromNdjson } from '../../sources/ndjson/fromNdjson.js'

export const isNdjson = (input: string): boolean => /\.(ndjson|jsonl)(\.gz)?$/i.test(input.split('?')[0] ?? '')

/** What the first records of a file show about its target. */
export async function targetTask(
  input: string,
  { target, task }: { readonly target: string; readonly task?: TableSchema['task'] },
): Promise<Pick<TableSchema, 'task' | 'classes'>> {
  let found: Pick<TableSchema, 'task' | 'classes'> = { task, classes: [] }
  const onSchema = (schema: TableSchema): void => {
    found = schema
  }
  const samples$ = (isNdjson(input) ? fromNdjson : fromCsv)(input, { target, ...(task ? { task } : {}), onSchema })
  await lastValueFrom(samples$.pipe(take(1)), { defaultValue: undefined })
  return found
}
