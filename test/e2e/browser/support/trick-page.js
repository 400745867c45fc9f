/** Scrubs with one of three players, and records the frames that are shown. */

/** The number of frames in the film is burnt into cells along the bottom of each; see `frame-number.ts`. */
const [WIDTH, HEIGHT] = [160, 90];
/** Between two keyframes of it. */
const LONGEST_SECONDS = 2;
const canvas = document.createElement('canvas');
[canvas.width, canvas.height] = [WIDTH, HEIGHT];
const context = canvas.getContext('2d', { willReadFrequently: true });

/** The luma of the frame that an element shows. */
function lumaOf(element) {
  context.drawImage(element, 0, 0, WIDTH, HEIGHT);
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  // The film may be in colours, its numbers are gray.
  return Array.from({ length: WIDTH * HEIGHT }, (_, pixel) => data[4 * pixel + 1]);
}

/**
 * Follows the frames that an element shows. The result resolves once it shows the keyframe of a time: a player may show the frame before, or
 * the same one again, after it has said that it has sought.
 */
function framesOf(element) {
  let at = Number.POSITIVE_INFINITY;
  const look = (_now, { mediaTime }) => {
    at = mediaTime;
    element.requestVideoFrameCallback(look);
  };
  element.requestVideoFrameCallback(look);
  return async (time) => {
    while (at > time || at < time - LONGEST_SECONDS) await new Promise(requestAnimationFrame);
    globalThis.trick.shown.push(lumaOf(element));
  };
}

const video = document.querySelector('video');
video.muted = true;
const errors = [];
/** Resolves when so much is played, also if that was before: the film is short, and a machine may be busy. */
const reaches = async (seconds) => {
  while (video.currentTime < seconds) await new Promise((resolve) => setTimeout(resolve, 20));
};

/**
 * Seeks, and again, as one who scrubs does, until something has happened: Shaka 5 may fetch nothing more, or forget an init segment, when it is
 * sought elsewhere while it fetches.
 */
async function seekUntil(happens, time) {
  let hasHappened = false;
  happens.then(() => {
    hasHappened = true;
  });
  for (let patienceMs = 5000; !hasHappened; patienceMs *= 2) {
    video.currentTime = video.currentTime === time ? time - 0.01 : time;
    await Promise.race([happens, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
  }
}

globalThis.trick = { errors, shown: [], size: [WIDTH, HEIGHT] };

globalThis.players = {
  /** Begins to play four times as fast, pauses, and seeks to some times, the last of which is far from the beginning. */
  shaka: async (url, times) => {
    const { shaka } = globalThis;
    const player = new shaka.Player();
    player.addEventListener('error', ({ detail }) => errors.push(String(detail?.code)));
    // Or else all of a short film is there before; so it is too if it plays for long on a busy machine.
    player.configure({ streaming: { bufferingGoal: 4 } });
    await player.attach(video);
    await player.load(url);
    while (video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) await new Promise(requestAnimationFrame);
    const isSwitched = new Promise((resolve) =>
      player
        .getNetworkingEngine()
        .registerResponseFilter(
          (_type, { uri }) => void (uri.includes('-trick-') && uri.endsWith('.m4s') && resolve()),
        ),
    );
    player.trickPlay(4);
    video.pause();
    // It fetches nothing as long as it has enough. And until it has read the playlist of I-frames, it goes on with what it plays.
    await seekUntil(isSwitched, times.at(-1));
    const shows = framesOf(video);
    for (const time of times) await seekUntil(shows(time), time);
    return player.getVariantTracks().map(({ height }) => height);
  },
  /** Plays, and shows the frames at some times in another element meanwhile. */
  hls: async (url, times) => {
    const { Hls } = globalThis;
    const hls = new Hls({ enableWorker: false });
    hls.on(Hls.Events.ERROR, (_name, { details, fatal }) => fatal && errors.push(details));
    hls.loadSource(url);
    hls.attachMedia(video);
    await video.play();
    await reaches(0.5);
    const preview = document.createElement('video');
    preview.muted = true;
    document.body.append(preview);
    const frames = hls.createIFramePlayer();
    frames.on(Hls.Events.ERROR, (_name, { details, fatal }) => fatal && errors.push(details));
    const attached = new Promise((resolve) => frames.once(Hls.Events.MEDIA_ATTACHED, resolve));
    frames.attachMedia(preview);
    await attached;
    const shows = framesOf(preview);
    for (const time of times) {
      frames.loadMediaAt(time);
      await shows(time);
    }
    await reaches(2);
    return hls.levels.map(({ height }) => height);
  },
  /** Plays, and does nothing else. */
  dash: async (url) => {
    const player = globalThis.dashjs.MediaPlayer().create();
    player.on('error', ({ error }) => errors.push(error.message));
    player.initialize(video, url, true);
    await reaches(2);
    return player.getRepresentationsByType('video').map(({ height }) => height);
  },
};
