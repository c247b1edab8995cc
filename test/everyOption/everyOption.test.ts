import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import * as client from '../../src/client.js'
import { EddyError } from '../../src/error.js'
import * as eddy from '../../src/index.js'
import * as node from '../../src/node.js'
import { featureRows } from './featureRows.js'
import { junk, type Kind, kinds } from './junk.js'
import { layerRows } from './layerRows.js'
import { nodeRows, written } from './nodeRows.js'
import type { Row, Taken } from './row.js'
import { streamRows } from './streamRows.js'
import { trainingRows } from './trainingRows.js'

/*
 * Every option of every exported function: an unknown name, and values that are hardly ever right, are refused where they are
 * given, by name. An option that takes such a value says so in its row. A new export needs a row; a new option needs an entry.
 */

const rows: Readonly<Record<string, Row>> = {
  ...layerRows,
  ...trainingRows,
  ...featureRows,
  ...streamRows,
  ...nodeRows,
}

/** What is exported and has nothing to check when it is called. */
const without: Readonly<Record<string, string>> = {
  EddyError: 'an error of Eddy, made by Eddy',
  Row: 'takes nothing',
  Step: 'made by forward',
  backward: 'takes nothing',
  defaultFeatures: 'takes nothing',
  kernelBytes: 'takes nothing',
  marked: 'called for every sample',
}

const UNKNOWN = 'zzUnknown'

/** Codes of an argument that can't be. */
const REFUSALS: readonly string[] = ['ERR_OPTION', 'ERR_URL', 'ERR_MODEL_NAME', 'ERR_SNAPSHOT']

/** What an error says; undefined if the call was fine. */
async function refusal(row: Row, args: readonly unknown[]): Promise<EddyError | undefined> {
  try {
    await (row.call as (...given: readonly unknown[]) => unknown)(...args)
    return undefined
  } catch (error) {
    if (error instanceof EddyError) return error
    return expect.fail(`threw ${String(error)}, which is no EddyError`)
  }
}

const validArgs = ({ args }: Row): unknown[] => args.map(([valid]) => valid())

/** Calls with one option as given, the required ones valid. */
const withOption = (row: Row, given: object): Promise<EddyError | undefined> =>
  refusal(row, [...validArgs(row), { ...row.valid, ...given }])

/** The names that a refusal of an unknown option says there are. */
function known(error: EddyError | undefined): readonly string[] {
  expect(error?.code).toBe('ERR_OPTION')
  expect(error?.message).toContain(`unknown option "${UNKNOWN}"`)
  const names = /takes (`.*`|no options)\)$/.exec(error?.message ?? '')?.[1] ?? expect.fail(error?.message)
  return [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '')
}

/** Which kinds of junk an option takes though they are not in its row, or refuses though they are. */
async function surprises(
  name: string,
  taken: readonly Kind[],
  give: (value: unknown) => Promise<EddyError | undefined>,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const kind of kinds) {
    const error = await give(junk[kind])
    // Another code says that the option was taken, and something else went wrong.
    const refused = error?.code === 'ERR_OPTION'
    if (!refused && !taken.includes(kind)) found.push(`${name}: ${kind} is taken`)
    if (!refused) continue
    if (taken.includes(kind)) found.push(`${name}: ${kind} is refused: ${error.message}`)
    else if (!error.message.includes(name)) found.push(`${name} isn't named: ${error.message}`)
  }
  return found
}

/** @param give calls with these options, inside of another one or not */
async function checkTable(table: Taken, give: (options: object) => Promise<EddyError | undefined>): Promise<void> {
  const names = known(await give({ [UNKNOWN]: 1 }))
  expect([...names].sort()).toEqual(Object.keys(table).sort())
  const found: string[] = []
  for (const [name, taken] of Object.entries(table)) {
    found.push(...(await surprises(name, taken, (value) => give({ [name]: value }))))
  }
  expect(found).toEqual([])
}

afterAll(() => {
  for (const folder of written.splice(0)) rmSync(folder, { recursive: true })
})

describe('every option', () => {
  it('has a row for its function', () => {
    const exported = [...Object.keys(eddy), ...Object.keys(node), ...Object.keys(client)]
    const named = [...Object.keys(rows), ...Object.keys(without)].filter((name) => !name.includes('.'))
    expect([...new Set(exported)].sort()).toEqual(named.sort())
  })

  it.each(Object.entries(rows))('of %s is checked where it is given', async (_, row) => {
    const { options, nested, args } = row
    expect(await refusal(row, [...validArgs(row), ...(options ? [row.valid] : [])])).toSatisfy(
      (error: EddyError | undefined) => error === undefined || !['ERR_OPTION', 'ERR_URL'].includes(error.code),
    )
    if (options) await checkTable(options, (given) => withOption(row, given))
    for (const [name, [table, valid]] of Object.entries(nested)) {
      await checkTable(table, (given) => withOption(row, { [name]: { ...valid, ...given } }))
    }
    if (options) expect(await refusal(row, [...validArgs(row), null])).toMatchObject({ code: 'ERR_OPTION' })
    expect(args.length + (options ? 1 : 0)).toBeGreaterThan(0)
  })

  it.each(Object.entries(rows).filter(([, { args }]) => args.length > 0))(
    'of %s that stands by position is checked',
    async (_, row) => {
      const found: string[] = []
      for (const [at, [, taken]] of row.args.entries()) {
        for (const kind of kinds) {
          const given: unknown[] = [...validArgs(row), ...(row.options ? [row.valid] : [])]
          given[at] = junk[kind]
          const error = await refusal(row, given)
          const refused = error && REFUSALS.includes(error.code)
          if (!refused && !taken.includes(kind)) found.push(`argument ${at}: ${kind} is taken: ${error?.message}`)
          if (refused && taken.includes(kind)) found.push(`argument ${at}: ${kind} is refused: ${error.message}`)
        }
      }
      expect(found).toEqual([])
    },
  )
})
