/** Plays by HLS, muted, what has interstitials, and records each frame of the film that is shown, and which interstitials are played. */
const video = document.querySelector('video');

/**
 * For the test to read. `begun` are the times of the film, in seconds, at which interstitials began; `frames` are those of the film that were shown after
 * so many of them: their times in the film in seconds, and when they were shown in ms.
 */
const seen = { errors: [], begun: [], frames: [], isOver: false };
globalThis.seen = seen;
globalThis.video = video;

let isOfFilm = true;
/** Where the film was last seen. */
let filmTime = 0;
function begin() {
  isOfFilm = false;
  seen.begun.push(filmTime);
}
function resume() {
  isOfFilm = true;
}
const watch = (at, { mediaTime: time }) => {
  if (isOfFilm) {
    seen.frames.push({ after: seen.begun.length, time, at });
    filmTime = time;
  }
  video.requestVideoFrameCallback(watch);
};
video.requestVideoFrameCallback(watch);

globalThis.players = {
  hls: (url) => {
    const { Hls } = globalThis;
    const { Events } = Hls;
    const hls = new Hls({ enableWorker: false });
    globalThis.closeSeams?.(hls, Hls);
    globalThis.placeInterstitials?.(hls, Hls);
    hls.on(Events.ERROR, (_name, { details, fatal }) => {
      if (fatal || !/Stalled|^aborted$/.test(details)) seen.errors.push(details);
    });
    hls.on(Events.INTERSTITIAL_ASSET_STARTED, begin);
    hls.on(Events.INTERSTITIALS_PRIMARY_RESUMED, resume);
    hls.on(Events.INTERSTITIAL_ENDED, (_name, { event }) => {
      seen.isOver ||= event.cue.post;
    });
    hls.loadSource(url);
    hls.attachMedia(video);
  },
  shaka: async (url) => {
    const player = new globalThis.shaka.Player();
    player.addEventListener('error', ({ detail }) => seen.errors.push(String(detail?.code)));
    await player.attach(video);
    const container = document.createElement('div');
    document.body.append(container);
    const ads = player.getAdManager();
    ads.setContainers(container, container);
    ads.addEventListener('ad-started', begin);
    ads.addEventListener('ad-complete', () => {
      resume();
      seen.isOver ||= video.ended;
    });
    await player.load(url);
  },
};
