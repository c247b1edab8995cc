import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

/** The tests of streams once more, with the release of RxJS at an end of the peer range. */
const withRxjs = (release: string, version: string): TestProjectInlineConfiguration => ({
  resolve: { alias: [{ find: /^rxjs(?=$|\/)/, replacement: release }] },
  test: {
    name: `rxjs ${version}`,
    include: [
      'test/operators/conformance/{operators,sources,callbacks}.test.ts',
      'test/operators/{operate,leaving,fourOperators,rxjsRelease}.test.ts',
    ],
    exclude: ['test/**/*.system.test.ts'],
    env: { EDDY_TEST_RXJS: release },
    pool: 'threads',
    isolate: false,
    testTimeout: 20_000,
  },
})

/*
 * Two kinds of tests. A system test starts servers, browsers or other processes: its file ends in `.system.test.ts` and runs in a
 * process of its own. All other files share a few threads and their loaded modules, so they must leave nothing global behind.
 */
export default defineConfig({
  test: {
    // Many tests set samples aside on purpose, and nobody listens: what is printed then is tested in rejection.test.ts.
    onConsoleLog: (line) => !line.startsWith('eddy: '),
    // System tests mostly wait, so three workers keep two cores busy.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.system.test.ts', 'test/bench/**'],
          pool: 'threads',
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.system.test.ts'],
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      withRxjs('rxjs-oldest', '7.5.7'),
      withRxjs('rxjs-next', '8.0.0-alpha.14'),
    ],
    coverage: { include: ['src/**/*.ts'], exclude: ['src/kernels/simd/**'] },
  },
})
