// @ts-check
/**
 * Interstitials in hls.js at the frame where they are (decision 78).
 *
 * hls.js 1.7 takes times from composition offsets, without the edit list by which the browser undoes the composition delay. It thus moves each
 * interstitial by one delay, as soon as it has parsed the segment where it is; and believes that the film ends one delay later than it does, so
 * that it sees the browser pause at the end and does not play what is behind it.
 */

/** @typedef {import('hls.js').default} Hls */

/**
 * Has interstitials count from the beginning of the film, and those at its end played. Call it before `loadSource`.
 * @param {Hls} hls
 * @param {Pick<typeof import('hls.js').default, 'Events'>} library
 */
export function placeInterstitials(hls, { Events }) {
  hls.on(Events.LEVEL_LOADED, (_name, { details: { dateRanges, fragments } }) => {
    const first = fragments[0];
    for (const range of Object.values(dateRanges)) {
      // The first segment is the only one that is never moved, and dates go on over all pieces.
      if (first && range?.isInterstitial) range.tagAnchor = first.ref;
    }
  });
  hls.on(Events.INTERSTITIAL_ASSET_STARTED, (_name, { event, player }) => {
    if (!event.cue.post) return;
    player.once(Events.MEDIA_ATTACHED, (_event, { media }) => void media.play().catch(() => undefined));
  });
}
