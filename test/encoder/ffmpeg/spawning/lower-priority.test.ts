import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { lowerPriority } from '../../../../src/encoder/ffmpeg/spawning/lower-priority.js';

const PRIORITY = { niceness: 10, isInCommand: false };
const hasSessionPriorities = existsSync('/proc/self/autogroup');

function waiting(detached: boolean): ChildProcess {
  const child = spawn('cat', { detached, stdio: ['pipe', 'ignore', 'ignore'] });
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    if (child.kill()) await ended;
  });
  return child;
}

function sessionOf({ pid }: ChildProcess): string {
  return readFileSync(`/proc/${pid}/autogroup`, 'utf8');
}

test('a process has the priority that it was given', () => {
  const child = waiting(false);
  lowerPriority(child, PRIORITY, false);
  expect(getPriority(child.pid)).toBe(10);
});

test('a command with nice(1) sets the priority itself', () => {
  const child = waiting(false);
  lowerPriority(child, { niceness: 10, isInCommand: true }, false);
  expect(getPriority(child.pid)).toBe(getPriority());
});

test.runIf(hasSessionPriorities)('so has its session, if it has one of its own', async () => {
  const child = waiting(true);
  lowerPriority(child, PRIORITY, true);
  // Users other than root may have to wait for the next change.
  await expect.poll(() => sessionOf(child)).toMatch(/nice 10$/m);
});

test.runIf(hasSessionPriorities)('the session of the server keeps its priority', () => {
  const child = waiting(false);
  const before = sessionOf(child);
  lowerPriority(child, PRIORITY, false);
  expect(sessionOf(child)).toBe(before);
});

test('a process that has ended is left alone', async () => {
  const child = spawn('true', { detached: true });
  await once(child, 'exit');
  expect(() => lowerPriority(child, PRIORITY, true)).not.toThrow();
});
