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
    return hls.allAudioTracks.map(({ lang, default: isDefault }) => `${lang}${isDefault ? ' main' : ''}`);
  },
  dash: async (url) => {
    const player = globalThis.dashjs.MediaPlayer().create();
    player.on('error', ({ error }) => seen.errors.push(error.message));
    player.initialize(video, url, false);
    await new Promise((resolve) => player.on('streamInitialized', resolve));
    const played = player.getCurrentTrackFor('audio')?.lang;
    return player.getTracksFor('audio').map(({ lang }) => `${lang}${lang === played ? ' main' : ''}`);
  },
  shaka: async (url) => {
    const { shaka } = globalThis;
    const player = new shaka.Player();
    player.addEventListener('error', ({ detail }) => seen.errors.push(String(detail?.code)));
    await player.attach(video);
    await player.load(url);
    return player.getAudioTracks().map(({ language, active }) => `${language}${active ? ' main' : ''}`);
  },
};
