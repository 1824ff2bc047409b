import { defineConfig } from 'vitest/config'

/** Longer trials, each in the short form that CI runs: real kills, real brokers, real disks. One file at a time: they take the machine. */
export default defineConfig({
  test: {
    include: ['test/**/*.trial.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
})
