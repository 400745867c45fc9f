import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Heartbeat } from '../../../../src/encoder/ffmpeg/spawning/heartbeat.js';

let asked: number;
let silences: number;
let heartbeat: Heartbeat;

beforeEach(() => {
  vi.useFakeTimers();
  [asked, silences] = [0, 0];
  heartbeat = new Heartbeat({
    ...{ intervalMs: 100, maxUnanswered: 3 },
    ask: () => (asked += 1),
    onSilent: () => (silences += 1),
  });
});

afterEach(() => {
  heartbeat.stop();
  vi.useRealTimers();
});

test('who answers is asked for ever', () => {
  for (let i = 0; i < 50; i++) {
    vi.advanceTimersByTime(200);
    heartbeat.onMessage();
  }
  expect([asked, silences, heartbeat.isSilent]).toEqual([100, 0, false]);
});

test('who leaves three questions in a row unanswered is told of once, at the next', () => {
  vi.advanceTimersByTime(200);
  heartbeat.onMessage();
  vi.advanceTimersByTime(300);
  expect([asked, silences]).toEqual([5, 0]);
  vi.advanceTimersByTime(10_000);
  expect([asked, silences, heartbeat.isSilent]).toEqual([5, 1, true]);
});

test('an interval in which this process stood still counts as one question, however long it was', async () => {
  vi.useRealTimers();
  heartbeat = new Heartbeat({
    ...{ intervalMs: 10, maxUnanswered: 3 },
    // Answered as a channel does: in a later turn.
    ask: () => setImmediate(() => heartbeat.onMessage()),
    onSilent: () => (silences += 1),
  });
  for (let i = 0; i < 3; i++) {
    const until = performance.now() + 100;
    while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(silences).toBe(0);
});
