import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * What the public faces export that makes an operator or a source: functions whose declared type of result is a kind of
 * Observable or an operator, and classes that are Observables.
 */

const src = fileURLToPath(new URL('../../../src/', import.meta.url))
const codeOf = (path: string): string => readFileSync(join(src, path), 'utf8')

/** Observable, the types of operators, and every class of Eddy that is an Observable. */
function streamTypes(): ReadonlySet<string> {
  const types = new Set(['Observable', 'OperatorFunction', 'MonoTypeOperatorFunction'])
  const parents = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => [...codeOf(path).matchAll(/(?:class|interface) (\w+)(?:<[^{]*?>)? extends (\w+)/g)])
  let before = 0
  while (before < types.size) {
    before = types.size
    for (const [, type = '', parent = ''] of parents) if (types.has(parent)) types.add(type)
  }
  return types
}

function makesStream(name: string, code: string, types: ReadonlySet<string>): boolean {
  if (new RegExp(`export class ${name}\\b`).test(code)) return types.has(name)
  const declared = new RegExp(
    `export (?:function|const) ${name}\\b[\\s\\S]*?\\): ([\\s\\S]*?) ?(?:\\{\\n|=>|\\nexport )`,
  )
  const result = declared.exec(code)?.[1] ?? ''
  return [...types].some((type) => new RegExp(`\\b${type}\\b`).test(result))
}

/** Names of operators and sources in `face`, 'index.ts' for one. */
export function publicStreams(face: string): readonly string[] {
  const types = streamTypes()
  const names: string[] = []
  for (const [, list = '', from = ''] of codeOf(face).matchAll(/export \{([^}]*)\} from '([^']*)'/g)) {
    const code = codeOf(join(dirname(face), from.replace(/\.js$/, '.ts')))
    for (const entry of list.split(',').map((each) => each.trim())) {
      if (entry === '' || entry.startsWith('type ')) continue
      const [name = '', exported = name] = entry.split(' as ')
      if (makesStream(name, code, types)) names.push(exported)
    }
  }
  return names
}
