import { expect, test } from 'vitest';
import { tellableStart } from '../../../src/encoder/feed/tellable-start.js';
import type { AudioTrack } from '../../../src/tracks/index.js';
import { audioTrack } from '../../masters/support/tracks.js';

/** Packets of as many samples each, as Blu-ray has them. */
function packets(samplesEach: number, sampleRate: number): AudioTrack {
  const track = audioTrack(4, sampleRate);
  return {
    ...track,
    samples: { ...track.samples, times: track.samples.times.map((_, i) => i * samplesEach) },
  };
}

const START = { startSample: 0, outputRate: 48_000 };

test('a feed of audio at 96 kHz begins at a packet whose time is not between two samples', () => {
  const track = packets(360, 96_000);
  expect([tellableStart(track, 6, START), tellableStart(track, 7, START)]).toEqual([6, 6]);
});

test('where the start of the encode is between ticks itself, other packets are told', () => {
  const between = { startSample: 4, outputRate: 48_000 };
  expect(tellableStart(packets(360, 96_000), 7, between)).toBe(7);
  expect(tellableStart(packets(360, 96_000), 6, between)).toBe(5);
});

test('audio at up to 90 kHz is fed from where it has to be', () => {
  expect(tellableStart(packets(361, 88_200), 7, START)).toBe(7);
});

test('no more than 32 packets are looked at', () => {
  const never = packets(16, 96_000);
  const between = { startSample: 4, outputRate: 48_000 };
  expect(tellableStart(never, 40, between)).toBe(40);
});
