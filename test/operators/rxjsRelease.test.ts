import * as rxjs from 'rxjs'
import { expect, it } from 'vitest'

/* The projects `rxjs 7.5.7` and `rxjs 8.0.0-alpha.14` of vitest.config.ts run with those releases, the others with the newest 7. */

const release = process.env['EDDY_TEST_RXJS']

it(`runs with ${release ?? 'the installed release of RxJS'}`, async () => {
  const others = { 'rxjs-oldest': await import('rxjs-oldest'), 'rxjs-next': await import('rxjs-next') }
  const used = Object.entries(others).find(([, { Observable }]) => (Observable as unknown) === rxjs.Observable)?.[0]
  expect(used).toBe(release)
})
