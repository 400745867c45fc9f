import { describe, expect, it } from 'vitest';
import { buildLadder, peakBitrate } from '../../../src/encoder/ladder/index.js';
import { firstChoice } from '../../../src/origin/session/first-choice.js';
import { audioTrack, videoTrack } from '../../encoder/ladder/tracks.js';

const ladder = buildLadder({ video: videoTrack(), audio: [audioTrack()] });
const [start, ...others] = [...ladder.video].reverse();
const decision = { video: [start!, ...others], audio: ladder.audio, reasons: [] };
const rate = (rendition: (typeof ladder.video)[number] | (typeof ladder.audio)[number]) =>
  peakBitrate(rendition, 2);
const idsOf = (format: 'hls' | 'dash') => firstChoice(decision, format, rate).map(({ id }) => id);

describe('what a player asks for first', () => {
  it('is in HLS the first variant, with the best sound', () => {
    expect(idsOf('hls')).toEqual(['v1080', 'a1-128k']);
  });

  it('is in DASH the best below a megabit, which players assume, with the least sound', () => {
    expect(idsOf('dash')).toEqual(['v360', 'a1-48k']);
  });

  it('is the lowest video where none is below that', () => {
    const high = { ...decision, video: decision.video.filter(({ height }) => height >= 720) };
    expect(firstChoice(high, 'dash', rate).map(({ id }) => id)).toEqual(['v720', 'a1-48k']);
  });

  it('is sound alone where there is nothing to see, and nothing else where there is nothing to hear', () => {
    expect(firstChoice({ ...decision, video: [] }, 'hls', rate).map(({ id }) => id)).toEqual(['a1-128k']);
    expect(firstChoice({ ...decision, audio: [] }, 'dash', rate).map(({ id }) => id)).toEqual(['v360']);
  });
});
