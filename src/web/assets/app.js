// @ts-check
/** The page: creates its views and the playback, and connects them. */

import { createDownloadView } from './downloads/download-view.js';
import { createCostView } from './figures/cost-view.js';
import { createMeasuresView } from './figures/measures-view.js';
import { createKeyForm } from './masters/key-form.js';
import { createLinksView } from './masters/links-view.js';
import { progress } from './masters/master-summary.js';
import { createMastersView } from './masters/masters-view.js';
import { readChoices, rememberedPlayer, rememberPlayer, writeChoices } from './playback/choices.js';
import { createClipView } from './playback/clip/clip-view.js';
import { createControlsView } from './playback/controls-view.js';
import { bufferAhead, createPlayback } from './playback/playback.js';
import { createScrubber } from './playback/scrubbing/scrubber.js';
import { createStageView } from './playback/stage-view.js';
import { createBurnedView } from './playback/tracks/burned-view.js';
import { createTracksView } from './playback/tracks/tracks-view.js';
import { createDiagram } from './segments/diagram.js';
import { fetchAsset, fetchAssets, fetchStatus } from './shared/api.js';
import { byId } from './shared/dom.js';
import { openEventLog } from './shared/event-log.js';
import { pollWhileVisible } from './shared/polling.js';
import { problemIn } from './shared/problem.js';
import { createUploadView } from './uploads/upload-view.js';

const STATUS_INTERVAL_MS = 2000;
const ASSETS_INTERVAL_MS = 15_000;
const MEASURE_INTERVAL_MS = 250;

/** Subtracted from the end of the buffer to be sure to land in its last segment, in seconds. */
const BUFFER_END_MARGIN_S = 0.02;

/** The choices that another asset does not share: it has other texts and times. */
const OF_AN_ASSET = { burn: '', start: '', end: '' };

/** The playback state to show after each event of the video element. */
const STATES = {
  playing: 'Playing',
  waiting: 'Buffering',
  seeking: 'Seeking',
  seeked: 'Playing',
  pause: 'Paused',
  ended: 'Ended',
};

const video = byId('video', HTMLVideoElement);
const log = openEventLog();
const diagram = createDiagram();
const measures = createMeasuresView();
const links = createLinksView();
const download = createDownloadView();
const cost = createCostView();
const masters = createMastersView((asset) => {
  change({ ...OF_AN_ASSET, asset });
  video.scrollIntoView({ block: 'nearest' });
});
const controls = createControlsView(change);
const scrubber = createScrubber(video);
const clip = createClipView(video, change);
const tracks = createTracksView({
  chooseAudio: (id) => playback.chooseAudio(id),
  chooseText: (id) => playback.chooseText(id),
});
const burned = createBurnedView((burn) => {
  const { currentTime } = video;
  change({ burn });
  playback.resumeAt(currentTime);
});
const stage = createStageView(video, start);
const uploads = createUploadView({
  chosen: () => choices.asset,
  onUploaded(asset, plays) {
    refreshAssets();
    if (plays) change({ ...OF_AN_ASSET, asset });
  },
  onKeyRequired: () => keyForm.ask(),
});
const keyForm = createKeyForm(() => {
  refreshAssets();
  refreshStatus();
  if (keyRequired) start();
});
/** Whether playback could not start because the admin key is missing. */
let keyRequired = false;
let choices = readChoices(location.hash, rememberedPlayer());
/** The URL of the poster, should the asset have one. */
let poster = '';

const playback = createPlayback(video, {
  onLinks(known) {
    links.show(known);
    scrubber.start(known.storyboard);
    poster = known.poster;
    download.show(known.download);
  },
  onMuted: stage.offerUnmute,
  onPreparing(preparing) {
    stage.showProgress(progress(preparing));
    masters.showPreparing(choices.asset, preparing);
  },
  onPrepared() {
    stage.hideProgress();
    refreshAssets();
  },
  onEvent(event) {
    stage.setState(event === 'seeked' && video.paused ? 'Paused' : STATES[event]);
    if (event === 'waiting' && playback.times().stalled) log.add('stall');
    if (event === 'playing' || event === 'seeked' || event === 'ended') log.add(event);
  },
  onKeyRequired() {
    keyRequired = true;
    keyForm.ask();
  },
  onProblem(problem, fatal) {
    log.add('error', [problem.code, problem.detail].filter(Boolean).join(': '));
    // An error the player recovers from is only shown when the origin answered with a problem.
    if (fatal || problem.status !== undefined) stage.showProblem(problem, fatal);
  },
});

/** @param {Partial<import('./playback/choices.js').Choices>} changed */
function change(changed) {
  choices = { ...choices, ...changed };
  rememberPlayer(choices.player);
  history.replaceState(null, '', writeChoices(choices));
  start();
}

/** Plays the chosen asset, if there is one. */
function start() {
  controls.show(choices);
  clip.show(choices);
  masters.markChosen(choices.asset);
  keyRequired = false;
  if (choices.asset === '') return;
  log.use(choices.player);
  log.add('choice', choices.asset);
  stage.start(choices.asset);
  links.hide();
  diagram.clear();
  void playback.play(choices);
}

/** @type {Awaited<ReturnType<typeof fetchAsset>>} */
const NOTHING_KNOWN = {};

/** Asks for what is only said of the chosen asset, which is opened by then: its chapters, its texts, whether it has a poster. */
async function describeAsset() {
  const { asset } = choices;
  const known = await fetchAsset(asset).catch(() => NOTHING_KNOWN);
  if (asset !== choices.asset) return;
  const { chapters = [], ladder = [], burn = [] } = known;
  // What plays already would only be slower for another encode; of audio, the poster is all there is to see.
  if (known.poster !== undefined && (video.paused || video.videoWidth === 0)) video.poster = poster;
  // They have times of the whole.
  scrubber.showChapters(choices.start === '' && choices.end === '' ? chapters : []);
  burned.show(burn, choices.burn);
  download.showTexts(ladder.flatMap(({ kind, name }) => (kind === 'text' && name ? [name] : [])));
}

/** @param {import('./shared/api.js').Status} status */
function showStatus(status) {
  cost.show(status);
  uploads.show(status.uploads);
}

function showMeasures() {
  if (document.visibilityState !== 'visible' || choices.asset === '') return;
  const buffer = bufferAhead(video);
  measures.show({
    rendition: playback.currentRendition(),
    buffer,
    dropped: video.getVideoPlaybackQuality().droppedVideoFrames,
    times: playback.times(),
  });
  tracks.show(playback.tracks());
  const { currentTime } = video;
  const end = currentTime + Math.max(0, buffer - BUFFER_END_MARGIN_S);
  diagram.movePlayhead(playback.segmentAt(currentTime), playback.segmentAt(end));
}

/**
 * Fetches from the API and shows the answer; on 401 it shows the form for the admin key.
 * @template T
 * @param {() => Promise<T>} load
 * @param {(answer: T) => void} show
 * @param {() => void} onFailure
 */
async function refresh(load, show, onFailure) {
  if (keyForm.isOpen()) return;
  const answer = await load().catch((error) => {
    if (problemIn(error).status === 401) keyForm.ask();
    else onFailure();
    return undefined;
  });
  if (answer !== undefined) show(answer);
}

window.addEventListener('hashchange', () => {
  const named = readChoices(location.hash, choices.player);
  if (named.asset === '') return;
  choices = named;
  start();
});
start();
const refreshAssets = pollWhileVisible(
  () => refresh(fetchAssets, masters.show, masters.showUnreachable),
  ASSETS_INTERVAL_MS,
);
const refreshStatus = pollWhileVisible(
  () => refresh(fetchStatus, showStatus, cost.showUnreachable),
  STATUS_INTERVAL_MS,
);
video.addEventListener('loadedmetadata', describeAsset);
setInterval(showMeasures, MEASURE_INTERVAL_MS);
