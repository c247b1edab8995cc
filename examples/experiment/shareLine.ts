/** One line of a curve that runs down the page: where in the stream it is, a share from 0 to 1, and a bar of at most 40. */
export const shareLine = (position: number, share: number): string =>
  `${String(position).padStart(8)}   ${share.toFixed(3)}  ${'█'.repeat(Math.round(40 * share))}`
