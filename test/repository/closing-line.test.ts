import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTool } from '../support/ffmpeg.js';
import { repository } from './repository.js';

const counts = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
const brokenFile = { status: 'failed', assertionResults: [] };
const failedFile = { status: 'failed', assertionResults: [{ status: 'failed' }] };

describe('the closing line of a test run', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-closing-line-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function closingLine(report: object): Promise<string> {
    const path = join(folder, 'report.json');
    await writeFile(path, JSON.stringify(report));
    const { stdout } = await runTool('node', [join(repository, 'scripts/closing-line.mjs'), path]);
    return stdout.toString();
  }

  it('counts what passed and what failed', async () => {
    expect(await closingLine(counts)).toBe('7 passed, 0 failed\n');
    expect(await closingLine({ ...counts, numFailedTests: 1, testResults: [failedFile] })).toBe(
      '7 passed, 1 failed\n',
    );
  });

  it('counts a file that could not be loaded as a failure', async () => {
    expect(await closingLine({ ...counts, testResults: [brokenFile] })).toBe('7 passed, 1 failed\n');
  });

  it('names skipped tests only when there are some', async () => {
    expect(await closingLine({ ...counts, numPendingTests: 2, numTodoTests: 1 })).toBe(
      '7 passed, 0 failed, 3 skipped\n',
    );
  });
});
