import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * What the public faces export that makes an operator or a source: functions whose declared type of result is a kind of
 * Observable or an operator, and classes that are Observables.
 */

const src = fileURLToPath(new URL('../../../src/', import.meta.url))
const codeOf = (path: string): string => readFileSync(join(src, path), 'utf8')
const files: readonly string[] = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.startsWith('kernels'),
)

/** All of it. */
export const sourceCode: string = files.map(codeOf).join('\n')

/** Observable, the types of operators, and every class of Eddy that is an Observable. */
const streamTypes: ReadonlySet<string> = (() => {
  const types = new Set(['Observable', 'OperatorFunction', 'MonoTypeOperatorFunction'])
  const parents = [...sourceCode.matchAll(/(?:class|interface) (\w+)(?:<[^{]*?>)? extends (\w+)/g)]
  let before = 0
  while (before < types.size) {
    before = types.size
    for (const [, type = '', parent = ''] of parents) if (types.has(parent)) types.add(type)
  }
  return types
})()

interface Exported {
  readonly name: string
  /** 'operators', 'sources', ... */
  readonly folder: string
  /** The code of the file that defines it. */
  readonly code: string
}

/** The values that a face exports, types left out. */
function exportsOf(face: string): readonly Exported[] {
  return [...codeOf(face).matchAll(/export \{([^}]*)\} from '([^']*)'/g)].flatMap(([, list = '', from = '']) => {
    const code = codeOf(join(dirname(face), from.replace(/\.js$/, '.ts')))
    const folder = from.split('/')[1] ?? ''
    const names = list.split(',').map((entry) => entry.trim())
    return names
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((name) => ({ name: name.split(' as ')[0] ?? name, folder, code }))
  })
}

/** Each declaration of a function, overloads too: its parameters, and the type of its result. */
function signaturesOf({ name, code }: Exported): readonly (readonly [parameters: string, result: string])[] {
  const declared = new RegExp(
    `export (?:async )?(?:function|const) ${name}\\b([\\s\\S]*?)\\): ([\\s\\S]*?) ?(?:\\{\\n|=>|\\nexport |\\n/\\*\\*)`,
    'g',
  )
  return [...code.matchAll(declared)].map(([, parameters = '', result = '']) => [parameters, result] as const)
}

function makesStream(exported: Exported): boolean {
  const { name, code } = exported
  if (new RegExp(`export class ${name}\\b`).test(code)) return streamTypes.has(name)
  return signaturesOf(exported).some(([, result]) =>
    [...streamTypes].some((type) => new RegExp(`\\b${type}\\b`).test(result)),
  )
}

/** Names of operators and sources in `face`, 'index.ts' for one. */
export const publicStreams = (face: string): readonly string[] =>
  exportsOf(face)
    .filter(makesStream)
    .map(({ name }) => name)

/** The parameters of a function of a face, as they are declared, and the code of the folder that it is in. */
export function declarationsOf(face: string, name: string): { readonly parameters: string; readonly near: string } {
  const exported = exportsOf(face).filter((each) => each.name === name)
  const near = files.filter((path) => path.startsWith(`${exported[0]?.folder}/`))
  return {
    parameters: exported
      .flatMap(signaturesOf)
      .map(([parameters]) => parameters)
      .join('\n'),
    near: near.map(codeOf).join('\n'),
  }
}
