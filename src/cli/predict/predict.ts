import { EddyError } from '../../error.js'
import type { Called } from '../flags/parseCommand.js'
import { openInput } from '../input/tableInput.js'
import { layoutOptions } from '../flags/layoutFlags.js'
import type { Printer } from '../terminal/printer.js'
import type { Terminal } from '../terminal/terminal.js'
import { type Answer, answererOf } from './answerer.js'
import { answerObject, answerText } from './answerText.js'
import { type Question, Questions } from './questions.js'

/** `eddy predict MODEL QUESTIONS`: a line for each question, in order. */
export async function predict({ words: [model = '', table = ''], flags }: Called, terminal: Terminal): Promise<number> {
  const { stdin, stdout, stderr } = terminal
  const layout = layoutOptions(flags)
  const answerer = await answererOf(model, flags)
  const input = await openInput(table, stdin, new AbortController().signal)
  const questions = new Questions(input, answerer, { ...layout, note: (text) => stderr.line(`${input.name}: ${text}`) })
  const print = flags.has('json') ? printObject : printText
  let failed = 0
  for await (const question of questions) {
    const answer = 'error' in question ? question.error : answered(answerer, question)
    if (typeof answer === 'string') failed += 1
    print(stdout, question.row, answer)
    if (stdout.full) await stdout.flushed()
  }
  return failed > 0 ? 1 : 0
}

/** The answer, or why there is none. */
function answered(
  { predictor }: Awaited<ReturnType<typeof answererOf>>,
  { x }: Extract<Question, { readonly x: unknown }>,
): Answer | string {
  try {
    const answer = predictor.predict(x)
    return 'unpredicted' in answer && answer.unpredicted ? 'the model knows nothing yet' : answer
  } catch (error) {
    if (error instanceof EddyError) return error.message.replace(/^predict: /, '')
    throw error
  }
}

const printText = (stdout: Printer, row: number, answer: Answer | string): void =>
  stdout.line(typeof answer === 'string' ? `row ${row} can't be answered: ${answer}` : answerText(answer))

const printObject = (stdout: Printer, row: number, answer: Answer | string): void =>
  stdout.json(typeof answer === 'string' ? { row, error: answer } : answerObject(answer))
