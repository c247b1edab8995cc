/** Whether this runs in Node, or in what passes for it: Bun and Deno do. */
export const inNode = (): boolean => typeof process === 'object' && process.versions?.node !== undefined
