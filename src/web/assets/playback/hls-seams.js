// @ts-check
/**
 * Where the parts of a sequence meet in hls.js (decision 74).
 *
 * hls.js 1.7 takes times from composition offsets, without the edit list by which the browser undoes the composition delay. It thus believes that
 * a part ends one delay later than it does, and begins the next one there: a hole of a frame in the video and in the audio, at which the
 * browser stands still where it is longer than two frames of AAC.
 */

/** @typedef {import('hls.js').default} Hls */
/** @typedef {import('hls.js').LevelDetails['fragments'][number]} Fragment */

/**
 * Has each part begin where the one before it ends.
 * @param {Hls} hls
 * @param {Pick<typeof import('hls.js').default, 'Events'>} library
 */
export function closeSeams(hls, { Events }) {
  hls.on(Events.LEVEL_PTS_UPDATED, (_name, { details: { fragments }, frag }) => {
    const place = fragments.findIndex(({ sn }) => sn === frag.sn);
    if (place < 0) return;
    moveBack(fragments.slice(place));
    moveBack(fragments.slice(0, place + 1).reverse());
  });
}

/**
 * hls.js has just derived the times of all fragments from those that it has parsed; what is not parsed yet and is of another part is one
 * delay late.
 * @param {readonly Fragment[]} fragments from a parsed one on, forwards or backwards.
 */
function moveBack(fragments) {
  let delay = 0;
  let part = fragments[0]?.cc;
  for (const fragment of fragments) {
    const { startPTS, startDTS, cc } = fragment;
    if (startPTS !== undefined && startDTS !== undefined) {
      delay = startPTS - startDTS;
      part = cc;
    } else if (cc !== part) fragment.setStart(fragment.start - delay);
  }
}
