import { describe, expect, it } from 'vitest';
import { PlayBuffer } from '../../bench/support/viewer-buffer.js';

const START = 1000;

function bothTracks(durationSeconds = 60): PlayBuffer {
  return new PlayBuffer({ tracks: ['video', 'audio'], durationSeconds, nowMs: START });
}

/** Started playing half a second after pressing play, with four seconds of each track. */
function playing(durationSeconds?: number): PlayBuffer {
  const buffer = bothTracks(durationSeconds);
  buffer.append('audio', 4, START + 200);
  buffer.append('video', 4, START + 500);
  return buffer;
}

describe('playback', () => {
  it('starts when the first segments of both tracks have arrived', () => {
    const buffer = bothTracks();
    buffer.append('audio', 2, START + 300);
    expect(buffer.startupMs).toBeUndefined();
    buffer.append('video', 2, START + 700);
    expect(buffer).toMatchObject({ startupMs: 700, state: 'playing', stalls: [] });
  });

  it('plays in real time', () => {
    const buffer = playing();
    buffer.advance(START + 2000);
    expect(buffer.position).toBeCloseTo(1.5);
    expect(buffer.ahead('video')).toBeCloseTo(2.5);
  });

  it('stalls exactly when the shorter track ends, whenever time is advanced', () => {
    const buffer = playing();
    buffer.append('audio', 20, START + 1000);
    buffer.advance(START + 10_000);
    expect(buffer.state).toBe('stalled');
    expect(buffer.position).toBe(4);
    expect(buffer.stalls).toEqual([{ atMs: START + 4500, ms: 5500 }]);
  });

  it('continues when the missing segment arrives, and records the stall', () => {
    const buffer = playing();
    buffer.append('audio', 8, START + 1000);
    buffer.append('video', 8, START + 5000);
    buffer.advance(START + 6000);
    expect(buffer.state).toBe('playing');
    expect(buffer.position).toBeCloseTo(5);
    expect(buffer.stalls).toEqual([{ atMs: START + 4500, ms: 500 }]);
  });

  it('ends without a stall', () => {
    const buffer = playing(4);
    buffer.advance(START + 60_000);
    expect(buffer).toMatchObject({ state: 'ended', position: 4, stalls: [] });
  });
});

describe('a seek', () => {
  it('takes no time within the buffer', () => {
    const buffer = playing();
    expect(buffer.seek(3, START + 1000)).toBe(true);
    expect(buffer).toMatchObject({ state: 'playing', position: 3, seeksMs: [0] });
  });

  it('outside the buffer lasts until both tracks have arrived, and is not a stall', () => {
    const buffer = playing();
    expect(buffer.seek(30, START + 1000)).toBe(false);
    expect(buffer.ahead('video')).toBe(0);
    buffer.append('video', 32, START + 1400);
    expect(buffer.state).toBe('seeking');
    buffer.append('audio', 32, START + 1600);
    expect(buffer).toMatchObject({ state: 'playing', position: 30, seeksMs: [600], stalls: [] });
  });

  it('ends a stall in progress', () => {
    const buffer = playing();
    buffer.seek(30, START + 5000);
    expect(buffer.stalls).toEqual([{ atMs: START + 4500, ms: 500 }]);
  });

  it('to before the buffered range loads again', () => {
    const buffer = playing();
    buffer.seek(30, START + 1000);
    expect(buffer.seek(2, START + 1500)).toBe(false);
  });

  it('before the first frame counts as startup', () => {
    const buffer = bothTracks();
    buffer.seek(30, START + 100);
    buffer.append('video', 32, START + 800);
    buffer.append('audio', 32, START + 900);
    expect(buffer.startupMs).toBe(800);
    expect(buffer.seeksMs).toEqual([]);
  });
});
