/** Plays to the end and changes the rendition with every segment: up, down, over several rungs; muted and fast. */
const video = document.querySelector('video');

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

const SEGMENT_SECONDS = 2;

/**
 * The rung of the segment that will be loaded next, by how much there is: from the highest to the lowest and back, the
 * highest between all others.
 */
function rungOfNext(count) {
  const { buffered } = video;
  const end = buffered.length > 0 ? buffered.end(buffered.length - 1) : 0;
  const segment = Math.floor(end / SEGMENT_SECONDS + 0.1);
  return segment % 2 === 0 ? count - 1 : count - 2 - (((segment - 1) / 2) % (count - 1));
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
    const hls = new Hls({ enableWorker: false, maxBufferLength: 4, abrController: Turns });
    hls.on(Hls.Events.ERROR, (_name, { details, fatal }) => {
      if (fatal || /frag|buffer(?!Stalled)/i.test(details)) seen.errors.push(details);
    });
    hls.loadSource(url);
    hls.attachMedia(video);
  },
  shaka: async (url) => {
    const { shaka } = globalThis;
    const player = new shaka.Player();
    player.addEventListener('error', ({ detail }) => seen.errors.push(String(detail?.code)));
    await player.attach(video);
    player.configure({ abr: { enabled: false }, streaming: { bufferingGoal: 3, rebufferingGoal: 1 } });
    await player.load(url);
    const rungs = [...new Set(player.getVariantTracks().map(({ height }) => height))].sort((a, b) => a - b);
    const change = () => {
      const height = rungs[rungOfNext(rungs.length)];
      const tracks = player.getVariantTracks();
      if (tracks.find(({ active }) => active)?.height === height) return;
      player.selectVariantTrack(
        tracks.find((candidate) => candidate.height === height),
        false,
      );
    };
    change();
    setInterval(change, 50);
  },
};
