import type { Forecast } from './forecaster.js'

/** What a view is shown after every reading. */
export interface Progress extends Forecast {
  /** Since the start. */
  readonly seconds: number
}

/** How the demo looks. */
export interface DemoView {
  /** `seconds`: how long it will run, where that is known. `url`: where the page is. */
  begin(seconds: number | undefined, url: string): void
  show(progress: Progress): void
  /** `last` is undefined where it ended before the first reading. */
  end(last: Progress | undefined, seconds: number): void
}
