import { describe, expect, it } from 'vitest';
import { browserModule } from './browser-module.js';

interface PlaybackClock {
  handle(event: string, now: number): void;
  times(now: number): {
    startUp?: number;
    stalls: number;
    stalledFor: number;
    stalled: boolean;
    lastSeek?: number;
  };
}

const { createPlaybackClock } = await browserModule<{
  createPlaybackClock(clickedAt: number): PlaybackClock;
}>('playback/playback-clock.js');

/** The times at 10 000 ms, after a click at 1000 ms and the given events. */
function timesAfter(...events: [string, number][]) {
  const clock = createPlaybackClock(1000);
  for (const [event, now] of events) clock.handle(event, now);
  return clock.times(10_000);
}

describe('the times of a playback', () => {
  it('have no startup time before the first frame plays', () => {
    expect(timesAfter(['waiting', 1200])).toEqual({ stalls: 0, stalledFor: 0, stalled: false });
  });

  it('measure startup from the click to the first frame playing', () => {
    expect(timesAfter(['waiting', 1200], ['playing', 1800], ['playing', 5000]).startUp).toBe(800);
  });

  it('measure a stall from waiting to playing', () => {
    const times = timesAfter(['playing', 1500], ['waiting', 4000], ['playing', 4600]);
    expect(times).toMatchObject({ stalls: 1, stalledFor: 600, stalled: false });
  });

  it('measure a stall in progress up to now', () => {
    const times = timesAfter(['playing', 1500], ['waiting', 9000], ['waiting', 9500]);
    expect(times).toMatchObject({ stalls: 1, stalledFor: 1000, stalled: true });
  });

  it('do not count a seek as a stall, and measure its duration', () => {
    const times = timesAfter(
      ['playing', 1500],
      ['seeking', 4000],
      ['waiting', 4001],
      ['seeking', 4200],
      ['seeked', 5000],
      ['playing', 5001],
    );
    expect(times).toMatchObject({ stalls: 0, lastSeek: 1000 });
  });

  it('end a stall when the viewer pauses', () => {
    const times = timesAfter(['playing', 1500], ['waiting', 4000], ['pause', 4300]);
    expect(times).toMatchObject({ stalls: 1, stalledFor: 300, stalled: false });
  });
});
