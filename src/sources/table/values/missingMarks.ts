/** Marks of missing values in all columns, also among texts and labels. */
const MARKS: ReadonlySet<string> = new Set([
  ...['', 'NA', 'na', 'N/A', 'n/a', '#N/A', '#NA', '#N/A N/A', '<NA>', 'n.a.', 'N.A.', '?', '\\N'],
  ...['NaN', 'nan', 'NAN', '-nan', '-NaN', '+nan', '+NaN', 'nan(ind)', '-nan(ind)', 'NaT', 'NaN(ind)', '-NaN(ind)'],
  ...[
    '1.#QNAN',
    '-1.#QNAN',
    '1.#IND',
    '-1.#IND',
    '1.#SNAN',
    '-1.#SNAN',
    '#NULL!',
    '#DIV/0!',
    '#VALUE!',
    '#REF!',
    '#NAME?',
    '#NUM!',
  ],
  ...['null', 'NULL', 'Null', '(null)', '[null]', '<null>', '(NULL)', '[NULL]', '<NULL>', 'None'],
])

/**
 * Marks of missing values among numbers, dates and flags, in lower case. Among texts they may be values: a garage is 'none', a result
 * is '-'.
 */
const MARKS_AMONG_NUMBERS: ReadonlySet<string> = new Set([
  ...['-', '--', '---', '–', '—', '.', '..', '...', '…', '*', '**', '***', '??', '???', '∅'],
  ...[
    'none',
    'nil',
    'missing',
    '(missing)',
    'unknown',
    '(unknown)',
    'undefined',
    'void',
    'blank',
    '(blank)',
    'empty',
    '(empty)',
  ],
  ...['nd', 'n.d.', 'n/d', 'na.', 'n.a', 'n a', 'n\\a', 'k.a.', 's.d.', 'tbd', 'tba', 'no data', 'nodata', 'no value'],
  ...[
    'not available',
    'not applicable',
    'not known',
    'not a number',
    'not recorded',
    'not reported',
    '<missing>',
    '[missing]',
  ],
  ...['<empty>', '<none>', '(none)', '[none]', 'nan.', '#null', '#empty', '#missing', 'n/v', 'null.'],
])

const PUNCTUATION = /^[^\p{L}\p{N}+]+$/u

export const isMissing = (text: string): boolean => MARKS.has(text)

/** Tells whether a text stands for a missing value among numbers. */
export const isMissingNumber = (text: string): boolean => MARKS.has(text) || MARKS_AMONG_NUMBERS.has(text.toLowerCase())

/** Tells whether a text among texts looks like a mark of a missing value, but is kept. */
export const looksMissing = (text: string): boolean => !MARKS.has(text) && MARKS_AMONG_NUMBERS.has(text.toLowerCase())

export const isPunctuation = (text: string): boolean => PUNCTUATION.test(text)

const INFINITE = /^[-+\u2212]?(?:inf|infinity|infinite|∞|1\.#inf0*|#inf)\.?$/i

/** Tells whether a text is an infinite number, in any spelling. */
export const isInfinite = (text: string): boolean => INFINITE.test(text.trim()) || isHuge(text)

/** A number too large for a double is infinite too. */
const isHuge = (text: string): boolean => /\d/.test(text) && Math.abs(+text) === Number.POSITIVE_INFINITY
