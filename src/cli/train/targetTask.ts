import { lastValueFrom, take } from 'rxjs'
import type { TableSchema } from '../../sources/table/tableSchema.js'
import { fromCsv } from '../../sources/csv/fromCsv.js'
import { ndjsonTask } from './ndjsonTask.js'

export const isNdjson = (input: string): boolean => /\.(ndjson|jsonl)(\.gz)?$/i.test(input.split('?')[0] ?? '')

/** What the first records of a file show about its target. */
export async function targetTask(
  input: string,
  { target, task }: { readonly target: string; readonly task?: TableSchema['task'] },
): Promise<Pick<TableSchema, 'task' | 'classes'>> {
  if (isNdjson(input)) return ndjsonTask(input, { target, ...(task ? { task } : {}) })
  let found: Pick<TableSchema, 'task' | 'classes'> = { task, classes: [] }
  const onSchema = (schema: TableSchema): void => {
    found = schema
  }
  const samples$ = fromCsv(input, { target, ...(task ? { task } : {}), onSchema })
  await lastValueFrom(samples$.pipe(take(1)), { defaultValue: undefined })
  return found
}
