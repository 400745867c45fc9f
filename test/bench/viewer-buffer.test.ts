import { describe, expect, it } from 'vitest';
import { PlayBuffer } from '../../bench/support/viewer-buffer.js';

const START = 1000;

function bothTracks(durationSeconds = 60): PlayBuffer {
  return new PlayBuffer({ tracks: ['video', 'audio'], durationSeconds, nowMs: START });
}

/** Playing since half a second after the start, with four seconds of each track. */
function playing(durationSeconds?: number): PlayBuffer {
  const buffer = bothTracks(durationSeconds);
  buffer.append('audio', 4, START + 200);
  buffer.append('video', 4, START + 500);
  return buffer;
}

describe('what a viewer sees', () => {
  it('starts when the first segments of both tracks are there', () => {
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

  it('stalls at the very moment at which the shorter track ends, whenever that is noticed', () => {
    const buffer = playing();
    buffer.append('audio', 20, START + 1000);
    buffer.advance(START + 10_000);
    expect(buffer.state).toBe('stalled');
    expect(buffer.position).toBe(4);
    expect(buffer.stalls).toEqual([{ atMs: START + 4500, ms: 5500 }]);
  });

  it('plays on when the missing segment comes, and remembers the stall', () => {
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
  it('costs nothing within the buffer', () => {
    const buffer = playing();
    expect(buffer.seek(3, START + 1000)).toBe(true);
    expect(buffer).toMatchObject({ state: 'playing', position: 3, seeksMs: [0] });
  });

  it('elsewhere lasts until both tracks are there, and is no stall', () => {
    const buffer = playing();
    expect(buffer.seek(30, START + 1000)).toBe(false);
    expect(buffer.ahead('video')).toBe(0);
    buffer.append('video', 32, START + 1400);
    expect(buffer.state).toBe('seeking');
    buffer.append('audio', 32, START + 1600);
    expect(buffer).toMatchObject({ state: 'playing', position: 30, seeksMs: [600], stalls: [] });
  });

  it('ends the stall it was made in', () => {
    const buffer = playing();
    buffer.seek(30, START + 5000);
    expect(buffer.stalls).toEqual([{ atMs: START + 4500, ms: 500 }]);
  });

  it('back to before what is kept is loaded again', () => {
    const buffer = playing();
    buffer.seek(30, START + 1000);
    expect(buffer.seek(2, START + 1500)).toBe(false);
  });

  it('before the first picture still counts as the start', () => {
    const buffer = bothTracks();
    buffer.seek(30, START + 100);
    buffer.append('video', 32, START + 800);
    buffer.append('audio', 32, START + 900);
    expect(buffer.startupMs).toBe(800);
    expect(buffer.seeksMs).toEqual([]);
  });
});
