/** What the bench's page does when it is told to: plays with hls.js, and says when pictures were there. */
const video = document.querySelector('video');
const { Hls } = globalThis;

/** Resolves with the time at which a frame was presented that `fits`. */
function presented(fits) {
  return new Promise((resolve) => {
    const look = (_now, { mediaTime, presentationTime }) => {
      if (fits(mediaTime)) resolve({ mediaTime, at: presentationTime });
      else video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  });
}

/** Milliseconds from giving hls.js the URL to the first frame. Rejects when hls.js gives up. */
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

/** Milliseconds from setting the time to the second frame there: then it plays. */
globalThis.measureSeek = async (seconds) => {
  const from = performance.now();
  video.currentTime = seconds;
  const first = await presented((mediaTime) => mediaTime > seconds - 0.5);
  const { at } = await presented((mediaTime) => mediaTime > first.mediaTime);
  return at - from;
};

globalThis.playedHeight = () => globalThis.player.levels[globalThis.player.currentLevel]?.height ?? 0;
