import { describe, expect, it } from 'vitest';
import { buildLadder, peakBitrate } from '../../src/encoder/ladder/index.js';
import {
  predictStartup,
  type StartupPrediction,
  startupRenditions,
} from '../../src/sessions/startup-prediction.js';
import { audioTrack, videoTrack } from '../encoder/ladder/tracks.js';

const ladder = buildLadder({ video: videoTrack(), audio: [audioTrack()] });
const [start, ...others] = [...ladder.video].reverse();
const defaultAudio = ladder.audio[0]!.trackId;
const decision = { video: [start!, ...others], audio: ladder.audio, text: [], defaultAudio, reasons: [] };
const bitrateOf = (rendition: (typeof ladder.video)[number] | (typeof ladder.audio)[number]) =>
  peakBitrate(rendition, 2);
const idsOf = (prediction: StartupPrediction) =>
  startupRenditions(decision, prediction, bitrateOf).map(({ id }) => id);

describe('the first request of a player', () => {
  it('is the first variant with the best audio for players that follow the order', () => {
    expect(idsOf('first variant')).toEqual(['v1080', 'a1-128k']);
  });

  it('is the best video within half a megabit, with the lowest audio, for hls.js', () => {
    expect(idsOf('hls estimate')).toEqual(['v240', 'a1-48k']);
  });

  it('is predicted from the format and from whether the client is a browser', () => {
    const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';
    expect(predictStartup('dash', browser)).toBe('dash estimate');
    expect(predictStartup('hls', browser)).toBe('hls estimate');
    expect(predictStartup('hls', 'AppleCoreMedia/1.0.0.21F90 (iPhone; U; CPU OS 17_5_1)')).toBe(
      'first variant',
    );
    expect(predictStartup('hls', undefined)).toBe('first variant');
  });

  it('is the best video within a megabit, with the lowest audio, for DASH players', () => {
    expect(idsOf('dash estimate')).toEqual(['v360', 'a1-48k']);
  });

  it('is the lowest video if none fits', () => {
    const high = { ...decision, video: decision.video.filter(({ height }) => height >= 720) };
    expect(startupRenditions(high, 'dash estimate', bitrateOf).map(({ id }) => id)).toEqual([
      'v720',
      'a1-48k',
    ]);
  });

  it('is audio only without video, and video only without audio', () => {
    expect(
      startupRenditions({ ...decision, video: [] }, 'first variant', bitrateOf).map(({ id }) => id),
    ).toEqual(['a1-128k']);
    expect(
      startupRenditions({ ...decision, audio: [] }, 'dash estimate', bitrateOf).map(({ id }) => id),
    ).toEqual(['v360']);
  });
});
