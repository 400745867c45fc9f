// @ts-check
/** The page: makes its parts and tells them of each other. */
import { fetchAssets, fetchStatus } from './api.js';
import { readChoices, rememberedPlayer, rememberPlayer, writeChoices } from './choices.js';
import { createControlsView } from './controls-view.js';
import { createCostView } from './cost-view.js';
import { byId } from './dom.js';
import { openEventLog } from './event-log.js';
import { createKeyForm } from './key-form.js';
import { createLinksView } from './links-view.js';
import { createMastersView } from './masters-view.js';
import { createMeasuresView } from './measures-view.js';
import { createPicture } from './picture.js';
import { bufferAhead, createPlayback } from './playback.js';
import { pollWhileVisible } from './polling.js';
import { problemIn } from './problem.js';
import { createStageView } from './stage-view.js';

const STATUS_INTERVAL_MS = 2000;
const ASSETS_INTERVAL_MS = 15_000;
const MEASURE_INTERVAL_MS = 250;

/** What is taken off the end of the loaded media to be sure to be in its last segment, in s. */
const WITHIN_LAST_FRAME = 0.02;

/** What each event of the video element means, in a word for people. */
const STATES = {
  playing: 'Playing',
  waiting: 'Waiting for a segment',
  seeking: 'Seeking',
  seeked: 'Playing',
  pause: 'Paused',
  ended: 'Ended',
};

const video = byId('video', HTMLVideoElement);
const log = openEventLog();
const picture = createPicture();
const measures = createMeasuresView();
const links = createLinksView();
const cost = createCostView();
const masters = createMastersView((asset) => {
  change({ asset });
  video.scrollIntoView({ block: 'nearest' });
});
const controls = createControlsView(change);
const stage = createStageView(video, start);
const keyForm = createKeyForm(() => {
  refreshAssets();
  refreshStatus();
  if (keyWanted) start();
});
/** Whether the choice could not be played for want of the admin key. */
let keyWanted = false;
let choices = readChoices(location.hash, rememberedPlayer());

const playback = createPlayback(video, {
  onLinks: links.show,
  onMuted: stage.offerSound,
  onEvent(event) {
    stage.setState(event === 'seeked' && video.paused ? 'Paused' : STATES[event]);
    if (event === 'waiting' && playback.times().stalled) log.add('stall');
    if (event === 'playing' || event === 'seeked' || event === 'ended') log.add(event);
  },
  onKeyWanted() {
    keyWanted = true;
    keyForm.ask();
  },
  onProblem(problem, fatal) {
    log.add('error', [problem.code, problem.detail].filter(Boolean).join(': '));
    // What a player gets over by itself is only worth words when the origin said something.
    if (fatal || problem.status !== undefined) stage.showProblem(problem, fatal);
  },
});

/** @param {Partial<import('./choices.js').Choices>} changed */
function change(changed) {
  choices = { ...choices, ...changed };
  rememberPlayer(choices.player);
  history.replaceState(null, '', writeChoices(choices));
  start();
}

/** Plays what is chosen, if anything is. */
function start() {
  controls.show(choices);
  masters.markChosen(choices.asset);
  keyWanted = false;
  if (choices.asset === '') return;
  log.use(choices.player);
  log.add('choice', choices.asset);
  stage.start(choices.asset);
  links.hide();
  picture.clear();
  void playback.play(choices);
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
  const { currentTime } = video;
  const end = currentTime + Math.max(0, buffer - WITHIN_LAST_FRAME);
  picture.movePlayhead(playback.segmentAt(currentTime), playback.segmentAt(end));
}

/**
 * Asks the API, and for the admin key when it wants one.
 * @template T
 * @param {() => Promise<T>} ask
 * @param {(answer: T) => void} show
 * @param {() => void} onFailure
 */
async function refresh(ask, show, onFailure) {
  if (keyForm.isOpen()) return;
  const answer = await ask().catch((error) => {
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
  () => refresh(fetchStatus, cost.show, cost.showUnreachable),
  STATUS_INTERVAL_MS,
);
setInterval(showMeasures, MEASURE_INTERVAL_MS);
