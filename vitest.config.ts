import { defineConfig } from 'vitest/config'

/** Whole processes and browsers, and how soon something is seen of them: one file at a time. */
const PROCESSES = 'test/{cli,serve,dashboard,docker}/**/*.test.ts'

/** Everything else computes, or waits for a broker: two files at a time. */
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [PROCESSES],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'processes', include: [PROCESSES], maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
