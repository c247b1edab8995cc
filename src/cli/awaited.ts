/** What a subscriber still waits for at a server that has answered, in words; undefined where its model is there. */
export function awaited(model: string | undefined, models: readonly string[]): string | undefined {
  const [first, ...more] = models
  if (model === undefined) return first === undefined ? 'no model yet' : undefined
  if (models.includes(model)) return undefined
  const others = first === undefined ? 'none' : more.length === 0 ? `only ${first}` : models.join(', ')
  return `no model '${model}' yet; there ${more.length === 0 ? 'is' : 'are'} ${others}`
}
