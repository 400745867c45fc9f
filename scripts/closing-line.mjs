// Prints a plain summary line of a test run from vitest's JSON report: `closing-line.mjs REPORT`.
import { readFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';

const report = JSON.parse(readFileSync(argv[2], 'utf8'));

// A file that could not be loaded has no test results, but counts as a failure.
const broken = report.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
);
const skipped = report.numPendingTests + report.numTodoTests;

const parts = [`${report.numPassedTests} passed`, `${report.numFailedTests + broken.length} failed`];
if (skipped > 0) parts.push(`${skipped} skipped`);
stdout.write(`${parts.join(', ')}\n`);
