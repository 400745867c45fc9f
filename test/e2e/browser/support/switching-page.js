/** Plays to the end and changes the rendition with every segment: up, down, over several rungs; muted and fast. */
const video = document.querySelector('video');
video.defaultPlaybackRate = 2;

/** What happened, for the test. */
const seen = { errors: [], jumps: 0, heights: [] };
globalThis.seen = seen;

let started = false;
video.addEventListener('playing', () => {
  started = true;
});
// A player gets over what is missing by a seek; nobody else seeks here.
video.addEventListener('seeking', () => {
  if (started) seen.jumps += 1;
});
video.addEventListener('resize', () => seen.heights.push(video.videoHeight));

/** The number of the segment that will be loaded next; players tell of each that has come. */
let next = 0;

/** The rung of that segment: from the highest to the lowest and back, the highest between all others. */
function rungOfNext(count) {
  return next % 2 === 0 ? count - 1 : count - 2 - (((next - 1) / 2) % (count - 1));
}

globalThis.players = {
  hls: (url) => {
    const { Hls } = globalThis;
    /** Asked by hls.js before it loads a segment. */
    class Turns extends Hls.DefaultConfig.abrController {
      get nextAutoLevel() {
        return rungOfNext(this.hls.levels.length);
      }
      set nextAutoLevel(_level) {}
      get firstAutoLevel() {
        return rungOfNext(this.hls.levels.length);
      }
    }
    // A stand with a full buffer is a slow decoder, which a player would seek over as if something were missing.
    const highBufferWatchdogPeriod = Number.POSITIVE_INFINITY;
    const hls = new Hls({
      enableWorker: false,
      maxBufferLength: 4,
      abrController: Turns,
      highBufferWatchdogPeriod,
    });
    hls.on(Hls.Events.ERROR, (_name, { details, fatal }) => {
      if (fatal || /frag|buffer(?!Stalled)/i.test(details)) seen.errors.push(details);
    });
    hls.on(Hls.Events.FRAG_LOADED, (_name, { frag }) => {
      if (frag.type === 'main' && frag.sn !== 'initSegment') next = frag.sn + 1;
    });
    hls.loadSource(url);
    hls.attachMedia(video);
  },
  shaka: async (url) => {
    const { shaka } = globalThis;
    const player = new shaka.Player();
    player.addEventListener('error', ({ detail }) => seen.errors.push(String(detail?.code)));
    await player.attach(video);
    // Without `stallEnabled` it seeks over gaps alone, not over a slow decoder.
    const streaming = { bufferingGoal: 3, rebufferingGoal: 1, stallEnabled: false };
    player.configure({ abr: { enabled: false }, streaming });
    // It chooses the first segment itself, and tells of each that it has appended before it loads the next one.
    player.addEventListener('segmentappended', ({ contentType }) => {
      if (contentType !== 'video') return;
      next += 1;
      const tracks = player.getVariantTracks();
      const heights = [...new Set(tracks.map(({ height }) => height))].sort((a, b) => a - b);
      const height = heights[rungOfNext(heights.length)];
      player.selectVariantTrack(
        tracks.find((track) => track.height === height),
        false,
      );
    });
    await player.load(url);
  },
};
