import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { examples } from '../../examples/gallery.js'

/* examples/README.md is the gallery: each example with a line, a command and a picture; nothing else. */

const folder = new URL('../../examples/', import.meta.url)
const readme = readFileSync(new URL('README.md', folder), 'utf8')
const sections = new Map(
  readme
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.split('\n')[0] ?? '', section] as const),
)

describe('the gallery', () => {
  it('shows every example that is run, and no other', () => {
    expect([...sections.keys()].sort()).toEqual([...examples].sort())
  })

  it.each([...examples])('%s is there, with its command and a picture', (name) => {
    expect(existsSync(new URL(`${name}.ts`, folder))).toBe(true)
    expect(sections.get(name)).toContain(`npx tsx examples/${name}.ts`)
    expect(sections.get(name)).toMatch(/```\n[\s\S]+```/)
  })

  it.each([...examples])('%s has a picture, which is more than its verdict', (name) => {
    const picture = /```\n([\s\S]+?)\n```/.exec(sections.get(name) ?? '')?.[1] ?? ''
    expect(picture).not.toMatch(/^(passed|BELOW)/)
    expect(picture.split('\n').length).toBeGreaterThan(2)
  })

  it.each(examples.filter((name) => name.startsWith('1986/')))('%s can be watched: it takes --serve', (name) => {
    expect(readFileSync(new URL(`${name}.ts`, folder), 'utf8')).toMatch(/^await watch\('/m)
  })
})
