/** True once for each whole second that has begun since the last time it was true. */
export function everySecond(): (seconds: number) => boolean {
  let next = 1
  return (seconds) => {
    if (seconds < next) return false
    next = Math.floor(seconds) + 1
    return true
  }
}
