/** Plays, muted, with one of three players, and records what a viewer would notice. */
const video = document.querySelector('video');
video.muted = true;

/** For the test to read: errors, and the time of each stall in seconds. */
const seen = { errors: [], stalls: [] };
globalThis.seen = seen;

// `waiting` before anything was played, or at the very end, is no stall.
video.addEventListener('waiting', () => {
  if (video.currentTime > 0.5 && video.currentTime < video.duration - 1) seen.stalls.push(video.currentTime);
});
video.addEventListener('error', () => seen.errors.push(video.error.message));

/** One name for each language; players list the audio of every bitrate, and say nothing of one that is not known. */
function named(tracks, isPlayed) {
  return [...new Set(tracks.map((track) => `${track.lang || 'und'}${isPlayed(track) ? ' main' : ''}`))];
}

globalThis.players = {
  hls: async (url) => {
    const { Hls } = globalThis;
    const hls = new Hls({ enableWorker: false });
    hls.on(Hls.Events.ERROR, (_name, { details, fatal }) => {
      if (fatal) seen.errors.push(details);
    });
    hls.loadSource(url);
    hls.attachMedia(video);
    await new Promise((resolve) => hls.once(Hls.Events.MANIFEST_PARSED, resolve));
    return named(hls.allAudioTracks, (track) => track.default);
  },
  dash: async (url) => {
    const player = globalThis.dashjs.MediaPlayer().create();
    player.on('error', ({ error }) => seen.errors.push(error.message));
    player.initialize(video, url, false);
    await new Promise((resolve) => player.on('streamInitialized', resolve));
    const played = player.getCurrentTrackFor('audio');
    return named(player.getTracksFor('audio'), ({ id }) => id === played?.id);
  },
  shaka: async (url) => {
    const { shaka } = globalThis;
    const player = new shaka.Player();
    player.addEventListener('error', ({ detail }) => seen.errors.push(String(detail?.code)));
    await player.attach(video);
    await player.load(url);
    const tracks = player.getAudioTracks().map(({ language, active }) => ({ lang: language, active }));
    return named(tracks, ({ active }) => active);
  },
};
