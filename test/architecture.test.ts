import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/*
 * The invariants of src/README.md that a program can check. The lint rules of biome.json say the same of imports, while
 * typing; this says it of whatever file is there.
 */

const src = fileURLToPath(new URL('../src/', import.meta.url))
const order = [
  'kernels',
  'autodiff',
  'layers',
  'losses',
  'optimizers',
  'features',
  'evaluation',
  'operators',
  'sources',
  'snapshots',
  'broadcast',
  'dashboard',
  'cli',
]
const core = order.slice(0, order.indexOf('operators') + 1)

interface Source {
  readonly path: string
  readonly folder: string
  readonly code: string
  readonly imports: readonly string[]
}

const sources: readonly Source[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.startsWith('kernels/simd/') && path !== 'kernels/simdModule.ts')
  .map((path) => {
    const text = readFileSync(join(src, path), 'utf8')
    const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
    const imports = [...code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '')
    return { path, folder: path.includes('/') ? (path.split('/')[0] ?? '') : '', code, imports }
  })

const targetOf = (source: Source, specifier: string): string =>
  relative(src, resolve(src, dirname(source.path), specifier))
    .replaceAll('\\', '/')
    .replace(/\.js$/, '.ts')

const local = (source: Source): readonly string[] =>
  source.imports.filter((name) => name.startsWith('.')).map((name) => targetOf(source, name))

/** Every place in `among` whose code matches. */
const found = (among: readonly Source[], pattern: RegExp): readonly string[] =>
  among.filter(({ code }) => pattern.test(code)).map(({ path }) => path)

const inCore = sources.filter(({ folder }) => core.includes(folder))

describe('the shape of the code', () => {
  it('has only the folders of the map', () => {
    const folders = new Set(sources.map(({ folder }) => folder).filter((folder) => folder !== ''))
    expect([...folders].filter((folder) => !order.includes(folder))).toEqual([])
  })

  it('has no drawer for odds and ends', () => {
    expect(sources.filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/.test(path))).toEqual([])
  })

  it('imports only from folders that come before', () => {
    const wrong = sources.flatMap((source) =>
      local(source)
        .filter((target) => source.folder !== '' && target.includes('/'))
        .filter((target) => order.indexOf(target.split('/')[0] ?? '') > order.indexOf(source.folder))
        .map((target) => `${source.path} imports ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('never imports in a circle, not for types either', () => {
    const byPath = new Map(sources.map((source) => [source.path, source]))
    const done = new Set<string>()
    const circles: string[] = []
    const visit = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' -> '))
      if (way.includes(path) || done.has(path)) return
      const source = byPath.get(path)
      for (const target of source ? local(source) : []) visit(target, [...way, path])
      done.add(path)
    }
    for (const { path } of sources) visit(path, [])
    expect(circles).toEqual([])
  })
})

describe('the rooms', () => {
  it('hold at most fifteen files each, but the folder of the public faces', () => {
    const files = new Map<string, number>()
    for (const { path } of sources) files.set(dirname(path), (files.get(dirname(path)) ?? 0) + 1)
    expect([...files].filter(([folder, count]) => folder !== '.' && count > 15)).toEqual([])
  })
})

describe('the core', () => {
  it('knows nothing of Node, and of packages only RxJS, in operators alone', () => {
    const wrong = inCore.flatMap(({ path, folder, imports }) =>
      imports
        .filter((name) => !name.startsWith('.') && !(folder === 'operators' && name === 'rxjs'))
        .map((name) => `${path} imports ${name}`),
    )
    expect(wrong).toEqual([])
  })

  it('subscribes in one place: what makes an operator links it to its subscriber before', () => {
    const operators = inCore.filter(({ folder }) => folder === 'operators')
    // In a message, `subscribe(...)` says what to call.
    expect(found(operators, /\.subscribe\((?!\.\.\.)/)).toEqual(['operators/operate.ts'])
  })

  it('never rolls dice of its own: seeds arrive as arguments', () => {
    expect(found(inCore, /Math\.random|crypto\./)).toEqual([])
  })

  it('never asks for the date', () => {
    expect(found(inCore, /Date\.now|new Date\b/)).toEqual([])
  })
})

describe('the public face', () => {
  it('is a list of names: no export *', () => {
    expect(found(sources, /export \*/)).toEqual([])
  })

  it('of browsers reaches no file that imports Node', () => {
    const byPath = new Map(sources.map((source) => [source.path, source]))
    const reached = new Set<string>()
    const reach = (path: string): void => {
      const source = byPath.get(path)
      if (!source || reached.has(path)) return
      reached.add(path)
      for (const target of local(source)) reach(target)
    }
    reach('index.ts')
    const wrong = [...reached].filter((path) => byPath.get(path)?.imports.some((name) => name.startsWith('node:')))
    expect(wrong).toEqual([])
  })
})

describe('the tests', () => {
  it('start servers, browsers and processes only in files that end in .system.test.ts', () => {
    const tests = fileURLToPath(new URL('./', import.meta.url))
    const wrong = readdirSync(tests, { recursive: true, encoding: 'utf8' })
      .filter(
        (path) => path.endsWith('.test.ts') && !path.endsWith('.system.test.ts') && path !== 'architecture.test.ts',
      )
      .filter((path) =>
        /'node:child_process'|'playwright-core'|\/chromium\.js'|import \{[^}]*\bcreateServer\b/.test(
          readFileSync(join(tests, path), 'utf8'),
        ),
      )
    expect(wrong).toEqual([])
  })
})
