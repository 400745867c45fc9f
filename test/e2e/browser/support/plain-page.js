/** Plays, muted, with one of three players, and records what a viewer would notice. */
const video = document.querySelector('video');
video.muted = true;

/** What happened, as the page of the demo records it, for `playback.ts` to read. */
const events = [];
globalThis.onplay = { events };
const record = (type, detail = '') => events.push({ at: performance.now(), type, detail });

let hasPlayed = false;
video.addEventListener('playing', () => {
  hasPlayed = true;
  record('playing');
});
// At the very end there is nothing more to come, and dash.js may wait there instead of ending.
video.addEventListener(
  'waiting',
  () => hasPlayed && video.currentTime < video.duration - 1 && record('stall'),
);
video.addEventListener('ended', () => record('ended'));
video.addEventListener('error', () => record('error', video.error.message));

/** One name for each language; players list the audio of every bitrate, and say nothing of one that is not known. */
function named(tracks, isPlayed) {
  return [...new Set(tracks.map((track) => `${track.lang || 'und'}${isPlayed(track) ? ' main' : ''}`))];
}

globalThis.players = {
  hls: async (url) => {
    const { Hls } = globalThis;
    const hls = new Hls({ enableWorker: false });
    hls.on(Hls.Events.ERROR, (_name, { details, fatal }) => {
      if (fatal) record('error', details);
    });
    hls.loadSource(url);
    hls.attachMedia(video);
    await new Promise((resolve) => hls.once(Hls.Events.MANIFEST_PARSED, resolve));
    return named(hls.allAudioTracks, (track) => track.default);
  },
  dash: async (url) => {
    const player = globalThis.dashjs.MediaPlayer().create();
    player.on('error', ({ error }) => record('error', error.message));
    player.initialize(video, url, false);
    await new Promise((resolve) => player.on('streamInitialized', resolve));
    const played = player.getCurrentTrackFor('audio');
    return named(player.getTracksFor('audio'), ({ id }) => id === played?.id);
  },
  shaka: async (url) => {
    const { shaka } = globalThis;
    const player = new shaka.Player();
    player.addEventListener('error', ({ detail }) => record('error', String(detail?.code)));
    await player.attach(video);
    await player.load(url);
    const tracks = player.getAudioTracks().map(({ language, active }) => ({ lang: language, active }));
    return named(tracks, ({ active }) => active);
  },
};
