import { describe, expect, it } from 'vitest';
import { sessionPlaylist } from '../../src/manifests/hls.js';
import type { OfferedRenditions } from '../../src/manifests/offered-renditions.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

const { presentation } = madeUpAsset();

/** The height and the audio group of each variant, in the playlist's order. */
function variantsOf({ video, audio }: Partial<OfferedRenditions>): string[] {
  const decision = {
    video: video ?? [],
    audio: audio ?? presentation.ladder.audio,
    text: [],
    defaultAudio: 1,
  };
  const bandwidthOf = () => ({ peak: 1000, average: 1000 });
  const text = sessionPlaylist(presentation, decision, 'grant', bandwidthOf);
  return text
    .split('\n')
    .filter((line) => line.startsWith('#EXT-X-STREAM-INF'))
    .map((line) => `${/x(\d+)/.exec(line)?.[1]} ${/AUDIO="([^"]+)"/.exec(line)?.[1]}`);
}

describe('the multivariant playlist of a session', () => {
  const { video, audio } = presentation.ladder;

  it('has the lowest rung with the lowest audio, and every other rung with the best', () => {
    expect(variantsOf({ video: video.slice(0, 3) })).toEqual([
      '240 audio-48k',
      '360 audio-128k',
      '480 audio-128k',
    ]);
  });

  it('has a single rung with the best audio, and also with the lowest if it is the lowest rung', () => {
    expect(variantsOf({ video: video.slice(0, 1) })).toEqual(['240 audio-128k', '240 audio-48k']);
    expect(variantsOf({ video: video.slice(1, 2) })).toEqual(['360 audio-128k']);
  });

  it('has each rung once if there is only one audio bitrate, or no audio', () => {
    const lowest = audio.filter(({ bitrate }) => bitrate === 48_000);
    expect(variantsOf({ video: video.slice(0, 1), audio: lowest })).toEqual(['240 audio-48k']);
    expect(variantsOf({ video: video.slice(0, 2), audio: [] })).toEqual(['240 undefined', '360 undefined']);
  });

  it('has a variant for each audio bitrate if there is no video', () => {
    expect(variantsOf({})).toEqual(['undefined audio-128k', 'undefined audio-48k']);
  });
});
