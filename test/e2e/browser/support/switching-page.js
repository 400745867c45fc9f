/** Plays to the end, muted and at double speed, and switches the rendition with every segment: up, down, across several rungs. */
const video = document.querySelector('video');
video.defaultPlaybackRate = 2;

/** Events for the test to read. */
const seen = { errors: [], jumps: 0, heights: [] };
globalThis.seen = seen;

let started = false;
video.addEventListener('playing', () => {
  started = true;
});
// Players seek to jump over a gap; nothing else seeks here.
video.addEventListener('seeking', () => {
  if (started) seen.jumps += 1;
});
video.addEventListener('resize', () => seen.heights.push(video.videoHeight));

/** The number of the segment that will be loaded next, counted by the players' events. */
let next = 0;

/** The rung for that segment: alternates between the highest and each of the others, from high to low and over again. */
function rungOfNext(count) {
  return next % 2 === 0 ? count - 1 : count - 2 - (((next - 1) / 2) % (count - 1));
}

globalThis.players = {
  hls: (url) => {
    const { Hls } = globalThis;
    /** hls.js reads it before it loads a segment. */
    class Alternating extends Hls.DefaultConfig.abrController {
      get nextAutoLevel() {
        return rungOfNext(this.hls.levels.length);
      }
      set nextAutoLevel(_level) {}
      get firstAutoLevel() {
        return rungOfNext(this.hls.levels.length);
      }
    }
    // A stall with a full buffer is a slow decoder, which hls.js would seek over as if there were a gap.
    const highBufferWatchdogPeriod = Number.POSITIVE_INFINITY;
    const hls = new Hls({
      enableWorker: false,
      maxBufferLength: 4,
      abrController: Alternating,
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
    // Without `stallEnabled` shaka seeks only over gaps, not because of a slow decoder.
    const streaming = { bufferingGoal: 3, rebufferingGoal: 1, stallEnabled: false };
    player.configure({ abr: { enabled: false }, streaming });
    // Shaka chooses the first segment itself, and reports each appended segment before it loads the next one.
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
