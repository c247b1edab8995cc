import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**'],
    testTimeout: 60_000,
    coverage: { include: ['src/**/*.ts'], exclude: ['src/kernels/simd/**'] },
  },
})
