import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Two cores are what every machine has; the real encodes of a test keep both busy.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          // The fast tests go first: what they find is the easiest to read.
          sequence: { groupOrder: 0 },
          testTimeout: 20_000,
          // Time to make the masters a file needs.
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          // One file at a time: browsers and servers of two files would fight for the cores and the clock.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary'],
    },
  },
});
