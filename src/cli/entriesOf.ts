/** The names and values in what a file or a server says: it may be anything, and then there are none. */
export const entriesOf = (said: unknown): readonly (readonly [string, unknown])[] =>
  typeof said === 'object' && said !== null ? Object.entries(said) : []
