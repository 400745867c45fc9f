import { describe, expect, it } from 'vitest';
import { buildLadder, peakBitrate } from '../../src/encoder/ladder/index.js';
import {
  firstRenditions,
  predictStartup,
  type StartupPrediction,
} from '../../src/sessions/startup-prediction.js';
import { audioTrack, videoTrack } from '../encoder/ladder/tracks.js';

const ladder = buildLadder({ video: videoTrack(), audio: [audioTrack()] });
const [start, ...others] = [...ladder.video].reverse();
const decision = { video: [start!, ...others], audio: ladder.audio, reasons: [] };
const rate = (rendition: (typeof ladder.video)[number] | (typeof ladder.audio)[number]) =>
  peakBitrate(rendition, 2);
const idsOf = (choice: StartupPrediction) => firstRenditions(decision, choice, rate).map(({ id }) => id);

describe('what a player asks for first', () => {
  it('is the first variant with the best sound for players that go by the order', () => {
    expect(idsOf('first variant')).toEqual(['v1080', 'a1-128k']);
  });

  it('is what fits half a megabit, with the least sound, for hls.js', () => {
    expect(idsOf('hls estimate')).toEqual(['v240', 'a1-48k']);
  });

  it('is told by the format and by whether a browser asks', () => {
    const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';
    expect(predictStartup('dash', browser)).toBe('dash estimate');
    expect(predictStartup('hls', browser)).toBe('hls estimate');
    expect(predictStartup('hls', 'AppleCoreMedia/1.0.0.21F90 (iPhone; U; CPU OS 17_5_1)')).toBe(
      'first variant',
    );
    expect(predictStartup('hls', undefined)).toBe('first variant');
  });

  it('is in DASH the best below a megabit, which players assume, with the least sound', () => {
    expect(idsOf('dash estimate')).toEqual(['v360', 'a1-48k']);
  });

  it('is the lowest video where none is below that', () => {
    const high = { ...decision, video: decision.video.filter(({ height }) => height >= 720) };
    expect(firstRenditions(high, 'dash estimate', rate).map(({ id }) => id)).toEqual(['v720', 'a1-48k']);
  });

  it('is sound alone where there is nothing to see, and nothing else where there is nothing to hear', () => {
    expect(firstRenditions({ ...decision, video: [] }, 'first variant', rate).map(({ id }) => id)).toEqual([
      'a1-128k',
    ]);
    expect(firstRenditions({ ...decision, audio: [] }, 'dash estimate', rate).map(({ id }) => id)).toEqual([
      'v360',
    ]);
  });
});
