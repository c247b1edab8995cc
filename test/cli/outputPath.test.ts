import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const folder = fileURLToPath(new URL('../../src/cli/', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))

const codeOf = (path: string): string => readFileSync(join(folder, path), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')

describe('the output of the command', () => {
  it('is written by the printer alone, which escapes it', () => {
    const writers = files.filter((path) => /\.write\(|console\.|process\.(stdout|stderr)/.test(codeOf(path)))
    expect(writers.sort()).toEqual(['terminal/printer.ts', 'terminal/processTerminal.ts'])
  })
})
