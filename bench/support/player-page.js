/** The script of the bench's page: plays with hls.js, and measures when frames are presented. */
const video = document.querySelector('video');
const { Hls } = globalThis;

/** Resolves with the presentation time of the first frame whose media time `fits`. */
function presented(fits) {
  return new Promise((resolve) => {
    const check = (_now, { mediaTime, presentationTime }) => {
      if (fits(mediaTime)) resolve({ mediaTime, at: presentationTime });
      else video.requestVideoFrameCallback(check);
    };
    video.requestVideoFrameCallback(check);
  });
}

/** Milliseconds from passing the URL to hls.js to the first frame. Rejects on a fatal error of hls.js. */
globalThis.measureStart = (url) =>
  new Promise((resolve, reject) => {
    const hls = new Hls({ enableWorker: false, cmcd: { useHeaders: false } });
    globalThis.player = hls;
    hls.on(Hls.Events.ERROR, (_name, { fatal, details }) => fatal && reject(new Error(details)));
    const from = performance.now();
    presented(() => true).then(({ at }) => resolve(at - from));
    hls.loadSource(url);
    hls.attachMedia(video);
    video.play().catch(reject);
  });

/** Milliseconds from setting the time to the second frame there, when it is playing. */
globalThis.measureSeek = async (seconds) => {
  const from = performance.now();
  video.currentTime = seconds;
  const first = await presented((mediaTime) => mediaTime > seconds - 0.5);
  const { at } = await presented((mediaTime) => mediaTime > first.mediaTime);
  return at - from;
};

globalThis.playedHeight = () => globalThis.player.levels[globalThis.player.currentLevel]?.height ?? 0;
