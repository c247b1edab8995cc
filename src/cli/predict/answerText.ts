import type { Answer } from './answerer.js'

/** An answer in one line, for people. */
export function answerText(answer: Answer): string {
  if (!('task' in answer)) return Array.from(answer).join(',')
  return String(answer.task === 'regression' ? answer.value : answer.label)
}

/** An answer as one JSON object. */
export function answerObject(answer: Answer): object {
  if (!('task' in answer)) return { values: Array.from(answer) }
  if (answer.task === 'regression') return { value: answer.value }
  const { label, probabilities, classes } = answer
  return { label, probabilities: Object.fromEntries(classes.map((name, k) => [String(name), probabilities[k]])) }
}
