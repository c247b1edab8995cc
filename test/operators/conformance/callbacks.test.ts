import { describe, expect, it } from 'vitest'
import { expectToArrive } from './callbackOutcome.js'
import { callbackOptions } from './callbackOptions.js'
import { callbackRows } from './callbackRows.js'
import { remoteCallbacks } from './remoteCallbacks.js'

/* What a callback of the user throws arrives as an error notification or a rejection, never as an uncaught exception. */

describe('what throws', () => {
  it.each(
    callbackRows.map((row) => [row.when === undefined ? row.callback : `${row.callback}, ${row.when}`, row] as const),
  )('%s: the error arrives', async (_, row) => {
    await expectToArrive(row)
  })
})

it.each(['index.ts', 'node.ts', 'client.ts'])('every callback of an operator or a source of %s has a row', (face) => {
  const known = new Set([...callbackRows.map(({ callback }) => callback), ...remoteCallbacks])
  const options = callbackOptions(face)
  expect(options.length).toBeGreaterThan(5)
  expect(options.filter((option) => !known.has(option))).toEqual([])
})
