// @ts-check
/** The tracks of audio and text that Shaka Player has. */
import { languageName } from './language-name.js';

/** @typedef {import('../players.js').TrackControl} TrackControl */
/** @typedef {{ active: boolean, language: string, label: string | null }} ShakaTrack of audio or text */

/**
 * @typedef {object} ShakaTracks the part of Shaka Player's API used here
 * @property {() => ShakaTrack[]} getAudioTracks
 * @property {(track: ShakaTrack) => void} selectAudioTrack
 * @property {() => ShakaTrack[]} getTextTracks
 * @property {(track: ShakaTrack | null) => void} selectTextTrack
 */

/**
 * @param {ShakaTracks} player
 * @returns {TrackControl}
 */
export function shakaTracks(player) {
  return {
    tracks: () => ({
      audio: player.getAudioTracks().map(trackOf),
      text: player.getTextTracks().map(trackOf),
    }),
    chooseAudio(id) {
      const track = player.getAudioTracks()[Number(id)];
      if (track !== undefined) player.selectAudioTrack(track);
    },
    chooseText(id) {
      player.selectTextTrack(id === '' ? null : (player.getTextTracks()[Number(id)] ?? null));
    },
  };
}

/**
 * @param {ShakaTrack} track
 * @param {number} index
 */
function trackOf({ active, language, label }, index) {
  return { id: String(index), name: label || languageName(language, index), active };
}
