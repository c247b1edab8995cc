const CLOCK = /^(-)?(\d{1,3}):([0-5]\d)(?::([0-5]\d(?:[.,]\d+)?))?(?: ?([ap])\.?m\.?)?$/i

/**
 * The seconds of a time of day or a duration: '14:03', '2:03:15.5 pm', '100:00:00'. Two numbers are hours and minutes.
 *
 * @returns NaN for other texts
 */
export function secondsOf(text: string): number {
  const match = CLOCK.exec(text)
  if (!match) return Number.NaN
  const [, sign, hours = '', minutes = '', seconds = '0', half] = match
  let hour = Number(hours)
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return Number.NaN
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  }
  const all = 3600 * hour + 60 * Number(minutes) + Number(seconds.replace(',', '.'))
  return sign === undefined ? all : -all
}
