import { EddyError } from '../../error.js'

/** @throws {EddyError} ERR_INPUT_LENGTH unless there are `wanted` values, ERR_INPUT_VALUE unless all are finite */
export function checkValues(name: string, values: ArrayLike<number>, wanted: number): void {
  if (values.length !== wanted)
    throw new EddyError(
      'ERR_INPUT_LENGTH',
      `${name}: expected ${wanted} numbers, as before, got ${values.length}; make a new one for a layer that has grown`,
    )
  for (let i = 0; i < wanted; i++) {
    if (!Number.isFinite(values[i]))
      throw new EddyError('ERR_INPUT_VALUE', `${name}: expected a finite number at ${i}, got ${String(values[i])}`)
  }
}
