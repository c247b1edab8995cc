import type { Label } from '../../features/sample.js'
import type { Answer } from './answerer.js'

/** An answer in one line, for people. Several numbers stand between commas. */
export function answerText(answer: Answer): string {
  if (!('task' in answer)) return Array.from(answer).join(',')
  if (answer.task === 'classification') return String(answer.label)
  return answer.values.length > 1 ? Array.from(answer.values).join(',') : String(answer.value)
}

/** An answer as one JSON object. */
export function answerObject(answer: Answer): object {
  if (!('task' in answer)) return { values: Array.from(answer) }
  if (answer.task === 'regression') {
    const { value, values } = answer
    return values.length > 1 ? { value, values: Array.from(values) } : { value }
  }
  const { label, probabilities, classes } = answer
  return { label, probabilities: Object.fromEntries(namesOf(classes).map((name, k) => [name, probabilities[k]])) }
}

/** 1, "1" and true may be three classes: then they are named as in JSON. */
function namesOf(classes: readonly Label[]): readonly string[] {
  const names = classes.map(String)
  return new Set(names).size === names.length ? names : classes.map((label) => JSON.stringify(label))
}
