import { defineConfig } from 'vitest/config';
import { EVENT_MS, SERVER_TEST_MS, UNIT_TEST_MS } from './test/support/budgets.js';
import { LongestFirst } from './test/support/longest-first.js';

export default defineConfig({
  test: {
    // Two cores are what every machine has; the real encodes of a test keep both busy.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    setupFiles: ['test/support/patience.ts'],
    expect: { poll: { timeout: EVENT_MS } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          // The fast tests go first: what they find is the easiest to read.
          sequence: { groupOrder: 0 },
          // Loading the same modules anew for each of two hundred files takes longer than most of the files do.
          isolate: false,
          // What one file spies on is no business of the next.
          restoreMocks: true,
          testTimeout: UNIT_TEST_MS,
          hookTimeout: UNIT_TEST_MS,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/hostile/**'],
          // Two files at a time: each has servers, ports and folders of its own, and waits for events.
          sequence: { groupOrder: 1 },
          testTimeout: SERVER_TEST_MS,
          hookTimeout: SERVER_TEST_MS,
        },
      },
      {
        extends: true,
        test: {
          name: 'hostile',
          include: ['test/e2e/hostile/**/*.test.ts'],
          sequence: { groupOrder: 2 },
          // One file at a time: what is measured there is how long a server stands still.
          fileParallelism: false,
          testTimeout: SERVER_TEST_MS,
          hookTimeout: SERVER_TEST_MS,
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
