/** What the page makes of interstitials in hls.js. */
import { EventEmitter } from 'node:events';
import { Events } from 'hls.js';
import { expect, it, vi } from 'vitest';
import { browserModule } from './browser-module.js';

const { placeInterstitials } = await browserModule<{
  placeInterstitials(hls: EventEmitter, library: { Events: typeof Events }): void;
}>('playback/hls-interstitials.js');

function placed(): EventEmitter {
  const hls = new EventEmitter();
  placeInterstitials(hls, { Events });
  return hls;
}

it('interstitials count from the first segment, which hls.js does not move, and other date ranges as it likes', () => {
  const fragments = [{ ref: 'first' }, { ref: 'second' }];
  const dateRanges = {
    break0: { isInterstitial: true, tagAnchor: 'second' },
    ad0: { isInterstitial: false, tagAnchor: 'second' },
  };
  placed().emit(Events.LEVEL_LOADED, Events.LEVEL_LOADED, { details: { dateRanges, fragments } });
  expect(dateRanges.break0.tagAnchor).toBe('first');
  expect(dateRanges.ad0.tagAnchor).toBe('second');
});

it('what is behind the end is played as soon as its player has the video, and only that', () => {
  const play = vi.fn(async () => undefined);
  const hls = placed();
  for (const post of [false, true]) {
    const player = new EventEmitter();
    hls.emit(Events.INTERSTITIAL_ASSET_STARTED, Events.INTERSTITIAL_ASSET_STARTED, {
      event: { cue: { post } },
      player,
    });
    expect(play).not.toHaveBeenCalled();
    player.emit(Events.MEDIA_ATTACHED, Events.MEDIA_ATTACHED, { media: { play } });
    expect(play).toHaveBeenCalledTimes(post ? 1 : 0);
  }
});
