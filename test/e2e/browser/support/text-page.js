/** Plays to the end, muted, with text in one language, and records every cue that a player shows. */
const video = document.querySelector('video');
// dash.js gives the browser the cues of the next seconds only, and at double speed gives the next ones too late.
video.defaultPlaybackRate = 'dashjs' in globalThis ? 1 : 2;

/** For the test to read. Cues as they are given to the browser: in ms, and the text without markup. */
const seen = { errors: [], cues: [], tracks: [] };
globalThis.seen = seen;

const { addCue, removeCue } = TextTrack.prototype;
TextTrack.prototype.addCue = function (cue) {
  // Shaka decodes character references and does not encode them again for the browser.
  const text = 'shaka' in globalThis ? cue.text.replace(/<\/?[ibu]>/g, '') : cue.getCueAsHTML().textContent;
  seen.cues.push({ start: cue.startTime * 1000, end: cue.endTime * 1000, text });
  return addCue.call(this, cue);
};
TextTrack.prototype.removeCue = function (cue) {
  seen.cues.splice(
    seen.cues.findIndex(({ start, end }) => start === cue.startTime * 1000 && end === cue.endTime * 1000),
    1,
  );
  return removeCue.call(this, cue);
};

globalThis.players = {
  hls: (url, language) => {
    const { Hls } = globalThis;
    const hls = new Hls({ enableWorker: false, subtitlePreference: { lang: language } });
    hls.subtitleDisplay = true;
    globalThis.closeSeams?.(hls, Hls);
    hls.on(Hls.Events.ERROR, (_name, { details, fatal }) => {
      // It may give a segment up for that of another rendition.
      if (fatal || !/Stalled|^aborted$/.test(details)) seen.errors.push(details);
    });
    hls.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, (_name, { subtitleTracks }) => {
      seen.tracks = subtitleTracks.map(({ lang, name, forced }) => ({ lang, name, forced: forced === true }));
    });
    hls.loadSource(url);
    hls.attachMedia(video);
  },
  dash: (url, language) => {
    const player = globalThis.dashjs.MediaPlayer().create();
    player.on('error', ({ error }) => seen.errors.push(error.message));
    player.initialize(video, url, false);
    player.setInitialMediaSettingsFor('text', { lang: language });
    player.on('allTextTracksAdded', ({ tracks }) => {
      seen.tracks = tracks.map(({ lang, labels, roles }) => ({
        lang,
        name: labels[0]?.text ?? '',
        forced: roles.some(({ value }) => value === 'forced-subtitle'),
      }));
      player.setTextTrack(tracks.findIndex(({ lang }) => lang === language));
    });
  },
  shaka: async (url, language) => {
    const player = new globalThis.shaka.Player();
    player.addEventListener('error', ({ detail }) => seen.errors.push(String(detail?.code)));
    await player.attach(video);
    player.configure({ streaming: { bufferingGoal: 30, stallEnabled: false } });
    await player.load(url);
    const tracks = player.getTextTracks();
    seen.tracks = tracks.map(({ language: lang, label: name, forced }) => ({ lang, name, forced }));
    player.selectTextTrack(tracks.find((track) => track.language.toLowerCase() === language.toLowerCase()));
  },
};
