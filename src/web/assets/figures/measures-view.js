// @ts-check
/** Playback figures below the video. */
import { byId, setText } from '../shared/dom.js';
import { bitrate, duration } from '../shared/format.js';
import { createShareBar } from '../shared/share-bar.js';

/** The buffer that fills the bar, in seconds. */
const FULL_BUFFER = 30;

/**
 * @typedef {object} Measures
 * @property {import('../playback/players.js').Rendition | undefined} rendition
 * @property {number} buffer seconds of media buffered ahead
 * @property {number} dropped frames
 * @property {import('../playback/playback-clock.js').PlaybackTimes} times
 */

export function createMeasuresView() {
  const rendition = byId('rendition', HTMLElement);
  const renditionNote = byId('rendition-note', HTMLElement);
  const buffer = byId('buffer', HTMLElement);
  const bar = createShareBar(byId('buffer-bar', HTMLElement), 'Buffer, out of 30 seconds');
  const startUp = byId('start-up', HTMLElement);
  const startUpNote = byId('start-up-note', HTMLElement);
  const stalls = byId('stalls', HTMLElement);
  const stallsNote = byId('stalls-note', HTMLElement);
  const dropped = byId('dropped', HTMLElement);
  return {
    /** @param {Measures} measures */
    show({ rendition: shown, buffer: ahead, dropped: frames, times }) {
      setText(rendition, shown?.height ? `${shown.height}p` : shown ? 'Audio only' : '–');
      const notes = [shown?.bitrate ? bitrate(shown.bitrate) : '', shown?.codecs ?? ''];
      setText(renditionNote, notes.filter(Boolean).join(', '));
      setText(buffer, `${ahead.toFixed(1)} s`);
      bar.show(ahead / FULL_BUFFER);
      setText(startUp, duration(times.startUp));
      setText(
        startUpNote,
        times.lastSeek === undefined ? 'from click to first frame' : `last seek ${duration(times.lastSeek)}`,
      );
      setText(stalls, String(times.stalls));
      setText(stallsNote, times.stalls > 0 ? `${duration(times.stalledFor)} in total` : 'none so far');
      setText(dropped, String(frames));
    },
  };
}
