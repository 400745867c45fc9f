import { defineConfig } from 'vitest/config';
import { EVENT_MS, SERVER_TEST_MS, UNIT_TEST_MS } from './test/support/budgets.js';
import { LongestFirst } from './test/support/longest-first.js';
import { ALL_WANTED, LONG_FILES } from './test/support/part-of.js';

/**
 * Servers, browsers and proxies share two cores in these tests. One that fails is tried once more, which tells a moment without processor
 * time from a defect; the report names those that needed it. Unit tests have one try.
 */
const SECOND_TRIES = 1;

export default defineConfig({
  test: {
    // Every machine has at least two cores; the encodes that a test runs keep both busy.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    setupFiles: ['test/support/patience.ts'],
    globalSetup: ['test/support/swift/shared-swift.ts'],
    expect: { poll: { timeout: EVENT_MS } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          // The fast tests run first: their failures are the easiest to read.
          sequence: { groupOrder: 0 },
          // Reloading the same modules for each of two hundred files takes longer than running most of the files.
          isolate: false,
          // A spy set in one file must not leak into the next.
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
          exclude: ['test/e2e/hostile/**', ...(ALL_WANTED ? [] : LONG_FILES)],
          // Two files at a time: each has its own servers, ports and directories, and waits for events.
          sequence: { groupOrder: 1 },
          retry: SECOND_TRIES,
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
          // One file at a time: these tests measure how long a server's event loop is blocked.
          fileParallelism: false,
          retry: SECOND_TRIES,
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
