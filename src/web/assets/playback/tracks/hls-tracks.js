// @ts-check
/** The tracks of audio and text that hls.js has. */

/** @typedef {import('../players.js').TrackControl} TrackControl */
/** @typedef {import('hls.js').default} Hls */
/** @typedef {import('hls.js').MediaPlaylist} MediaPlaylist */

/** What the ids of captions that are carried in the video begin with. */
const IN_VIDEO = 'cc-';

/**
 * @param {Hls} hls
 * @returns {TrackControl}
 */
export function hlsTracks(hls) {
  return {
    tracks: () => ({
      audio: hls.audioTracks.map((track, index) => trackOf(track, index, index === hls.audioTrack)),
      text: [
        ...hls.subtitleTracks.map((track, index) => trackOf(track, index, index === hls.subtitleTrack)),
        ...captionsOf(hls).map(({ label, mode }, index) => ({
          id: `${IN_VIDEO}${index}`,
          name: label,
          active: mode === 'showing',
        })),
      ],
    }),
    chooseAudio(id) {
      hls.audioTrack = Number(id);
    },
    chooseText(id) {
      hls.subtitleTrack = id === '' || id.startsWith(IN_VIDEO) ? -1 : Number(id);
      for (const [index, captions] of captionsOf(hls).entries())
        captions.mode = id === `${IN_VIDEO}${index}` ? 'showing' : 'hidden';
    },
  };
}

/**
 * @param {MediaPlaylist} track
 * @param {number} index
 * @param {boolean} active
 */
function trackOf({ name, lang }, index, active) {
  return { id: String(index), name: name || lang || `Track ${index + 1}`, active };
}

/**
 * hls.js makes a track of the element for captions as soon as it finds some in the video (CTA-608).
 * @param {Hls} hls
 */
function captionsOf({ media }) {
  return [...(media?.textTracks ?? [])].filter(({ kind }) => kind === 'captions');
}
