import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Heartbeat } from '../../../../src/encoder/ffmpeg/spawning/heartbeat.js';

let pings: number;
let silences: number;
let heartbeat: Heartbeat;

beforeEach(() => {
  vi.useFakeTimers();
  [pings, silences] = [0, 0];
  heartbeat = new Heartbeat({
    ...{ intervalMs: 100, maxUnanswered: 3 },
    ping: () => (pings += 1),
    onSilent: () => (silences += 1),
  });
});

afterEach(() => {
  heartbeat.stop();
  vi.useRealTimers();
});

test('a process that answers is pinged forever', () => {
  for (let i = 0; i < 50; i++) {
    vi.advanceTimersByTime(200);
    heartbeat.onMessage();
  }
  expect([pings, silences, heartbeat.isSilent]).toEqual([100, 0, false]);
});

test('three unanswered pings in a row are reported once, when the next is due', () => {
  vi.advanceTimersByTime(200);
  heartbeat.onMessage();
  vi.advanceTimersByTime(300);
  expect([pings, silences]).toEqual([5, 0]);
  vi.advanceTimersByTime(10_000);
  expect([pings, silences, heartbeat.isSilent]).toEqual([5, 1, true]);
});

test('an interval during which this process was stalled counts as one ping, however long it was', async () => {
  vi.useRealTimers();
  heartbeat = new Heartbeat({
    ...{ intervalMs: 10, maxUnanswered: 3 },
    // Answers like a channel, in a later turn of the event loop.
    ping: () => setImmediate(() => heartbeat.onMessage()),
    onSilent: () => (silences += 1),
  });
  for (let i = 0; i < 3; i++) {
    const until = performance.now() + 100;
    while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(silences).toBe(0);
});
