import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { EddyError } from '../src/error.js'

const src = fileURLToPath(new URL('../src/', import.meta.url))
const documented = readFileSync(join(src, 'errorCodes.ts'), 'utf8')
const codes = [...documented.matchAll(/readonly (ERR_\w+): '(\w+)'/g)].map(([, name, value]) => ({ name, value }))

const used = new Set(
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== 'errorCodes.ts' && path !== 'rejection.ts')
    .flatMap((path) => [...readFileSync(join(src, path), 'utf8').matchAll(/'(ERR_\w+)'/g)].map(([, code]) => code)),
)

describe('the codes of errors', () => {
  it('are each said in one line of documentation', () => {
    const lines = [...documented.matchAll(/^ {2}\/\*\* .+ \*\/\n {2}readonly ERR_\w+/gm)]
    expect(codes.length).toBeGreaterThan(80)
    expect(lines.length).toBe(codes.length)
    expect(codes.filter(({ name, value }) => name !== value)).toEqual([])
  })

  it('are all used, and no other is', () => {
    expect([...used].sort()).toEqual(codes.map(({ name }) => name).sort())
  })
})

describe('EddyError', () => {
  it('keeps the error behind it', () => {
    const behind = new TypeError('no')
    expect(new EddyError('ERR_READ', 'not read', { cause: behind }).cause).toBe(behind)
    expect(new EddyError('ERR_READ', 'not read').cause).toBeUndefined()
  })

  it('takes only known codes', () => {
    // @ts-expect-error -- not a code of Eddy
    expect(new EddyError('ERR_UNHEARD', 'x').code).toBe('ERR_UNHEARD')
  })
})
