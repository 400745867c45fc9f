/** Plays to the end, muted and at double speed, with captions; keeps the cues that the player shows. */
const video = document.querySelector('video');
video.defaultPlaybackRate = 2;

/** For the test to read. */
const seen = { errors: [], cues: [], offered: [] };
globalThis.seen = seen;

video.textTracks.addEventListener('addtrack', ({ track }) => {
  track.mode = 'hidden';
  track.addEventListener('cuechange', () => {
    for (const { text, startTime, endTime } of track.activeCues ?? [])
      if (!seen.cues.some((cue) => cue.text === text && cue.startTime === startTime))
        seen.cues.push({ text, startTime, endTime });
  });
});

globalThis.players = {
  hls: (url) => {
    const { Hls } = globalThis;
    const hls = new Hls({ enableWorker: false, maxBufferLength: 8 });
    hls.on(Hls.Events.ERROR, (_name, { details, fatal }) => {
      if (fatal) seen.errors.push(details);
    });
    hls.on(Hls.Events.MANIFEST_LOADED, (_name, { captions }) => {
      seen.offered = (captions ?? []).map(({ name, instreamId }) => `${name} in ${instreamId}`);
    });
    hls.loadSource(url);
    hls.attachMedia(video);
  },
  shaka: async (url) => {
    const { shaka } = globalThis;
    const player = new shaka.Player();
    player.addEventListener('error', ({ detail }) => seen.errors.push(String(detail?.code)));
    await player.attach(video);
    await player.load(url);
    const tracks = player.getTextTracks();
    seen.offered = tracks.map(({ originalTextId, id, mimeType }) => `${originalTextId ?? id} in ${mimeType}`);
    if (tracks[0]) player.selectTextTrack(tracks[0]);
  },
};
