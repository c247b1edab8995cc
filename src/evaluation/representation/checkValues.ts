import { describeValue } from '../../describeValue.js'
import { EddyError } from '../../error.js'

/**
 * @param wanted how many values there must be; undefined: any number
 * @throws {EddyError} ERR_INPUT_TYPE for what is no vector, ERR_INPUT_LENGTH unless there are `wanted` values, ERR_INPUT_VALUE
 *   unless all are finite
 */
export function checkValues(name: string, values: ArrayLike<number>, wanted: number | undefined): void {
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && 'length' in values))
    throw new EddyError('ERR_INPUT_TYPE', `${name}: expected a vector of numbers, got ${describeValue(values)}`)
  const { length } = values
  if (wanted !== undefined && length !== wanted)
    throw new EddyError(
      'ERR_INPUT_LENGTH',
      `${name}: expected ${wanted} numbers, as before, got ${length}; make a new one for a layer that has grown`,
    )
  for (let i = 0; i < length; i++) {
    if (!Number.isFinite(values[i]))
      throw new EddyError(
        'ERR_INPUT_VALUE',
        `${name}: expected a finite number at ${i}, got ${describeValue(values[i])}`,
      )
  }
}
