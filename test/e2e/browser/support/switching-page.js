/** Plays to the end and changes the rendition with every segment: up, down, over several rungs; muted and fast. */
const video = document.querySelector('video');

/** What happened, for the test. */
const seen = { errors: [], stalls: 0, heights: [] };
globalThis.seen = seen;

let started = false;
video.addEventListener('playing', () => {
  started = true;
});
video.addEventListener('waiting', () => {
  // The end of the last segment may be waited for as well as any other moment.
  if (started && !video.seeking && video.duration - video.currentTime > 0.5) seen.stalls += 1;
});
video.addEventListener('resize', () => seen.heights.push(video.videoHeight));

/** The rungs in turns, from the highest to the lowest and back, the highest between all others. */
function* turns(count) {
  for (;;) for (let rung = count - 2; rung >= 0; rung--) yield* [count - 1, rung];
}

globalThis.players = {
  hls: (url) => {
    const { Hls } = globalThis;
    const hls = new Hls({ enableWorker: false, maxBufferLength: 4 });
    let turn;
    hls.on(Hls.Events.ERROR, (_name, { details, fatal }) => {
      if (fatal || /frag|buffer(?!Stalled)/i.test(details)) seen.errors.push(details);
    });
    hls.on(Hls.Events.MANIFEST_PARSED, (_name, { levels }) => {
      turn = turns(levels.length);
      hls.startLevel = levels.length - 1;
    });
    hls.on(Hls.Events.FRAG_BUFFERED, (_name, { frag }) => {
      if (frag.type === 'main' && frag.sn !== 'initSegment') hls.loadLevel = turn.next().value;
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
    const turn = turns(rungs.length);
    const change = () => {
      const height = rungs[turn.next().value];
      const track = player.getVariantTracks().find((candidate) => candidate.height === height);
      player.selectVariantTrack(track, false);
    };
    change();
    setInterval(change, 500);
  },
};
