import { declarationsOf, publicStreams, sourceCode } from './publicStreams.js'

/*
 * The functions that users give to operators and sources: parameters and options whose declared type is a function.
 */

interface Members {
  readonly names: readonly string[]
  readonly parents: readonly string[]
}

const typeNames = (code: string): readonly string[] =>
  [...code.matchAll(/\b([A-Z]\w+)\b/g)].map(([, name = '']) => name)

/** Types that are functions, by their names. */
const FUNCTIONS = /=>|\bToSample\b/

function membersOf(type: string, code: string): Members | undefined {
  const opening = new RegExp(`interface ${type}(?:<[^{]*?>)?(?: extends ([^{]*?))? \\{\\n([\\s\\S]*?)\\n\\}`)
  const found = opening.exec(code)
  if (!found) return undefined
  const [, parents = '', body = ''] = found
  const members = [...body.matchAll(/readonly (\w+)\??: ([\s\S]*?)(?=\n {2}(?:readonly|\/\*\*)|$)/g)]
  const names = members.filter(([, , declared = '']) => FUNCTIONS.test(declared)).map(([, name = '']) => name)
  return { names, parents: typeNames(parents) }
}

/** Two folders may have a type of the same name: the nearer one counts. */
function callbacksIn(type: string, near: string): readonly string[] {
  const members = membersOf(type, near) ?? membersOf(type, sourceCode)
  if (members) return [...members.names, ...members.parents.flatMap((parent) => callbacksIn(parent, near))]
  const alias = new RegExp(`type ${type}(?:<[^=]*?>)? = ([\\w<>, ]+)\\n`).exec(sourceCode)
  return alias?.[1] === undefined ? [] : typeNames(alias[1]).flatMap((each) => callbacksIn(each, near))
}

/** 'delayed.samples', 'joinLabels.onUnjoined', ...: all that operators and sources of a face take. */
export function callbackOptions(face: string): readonly string[] {
  return publicStreams(face).flatMap((name) => {
    const { parameters, near } = declarationsOf(face, name)
    const positional = [...parameters.matchAll(/\b(\w+)\??: \([^()]*\) =>/g)].map(([, parameter = '']) => parameter)
    const options = typeNames(parameters)
      .filter((type) => type.endsWith('Options'))
      .flatMap((type) => callbacksIn(type, near))
    return [...new Set([...positional, ...options])].map((option) => `${name}.${option}`)
  })
}
