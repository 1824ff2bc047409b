import { defineConfig } from 'vitest/config'

/** Longer trials, each in the short form that CI runs: real kills, real brokers, real disks. Two files at a time: much of it is waiting. */
export default defineConfig({
  test: {
    include: ['test/**/*.trial.ts'],
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
})
