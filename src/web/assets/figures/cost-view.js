// @ts-check
/** The current load of the origin, in tiles. */

import { byId, html, setText, svg } from '../shared/dom.js';
import { bytes, counted, duration, percentage, uptime } from '../shared/format.js';
import { createShareBar } from '../shared/share-bar.js';
import { sparklinePath } from '../shared/sparkline.js';
import { activity, extendHistory, HISTORY_LENGTH, NO_HISTORY } from './cost-history.js';

/** @typedef {import('../shared/api.js').Status} Status */

const LINE_WIDTH = 120;
const LINE_HEIGHT = 24;

/**
 * Adds the tiles to the page.
 * @returns {{ show: (status: Status) => void, showUnreachable: () => void }}
 */
export function createCostView() {
  const panel = byId('cost', HTMLElement);
  const headline = byId('activity', HTMLElement);
  const version = byId('version', HTMLElement);
  const pips = html('span', { class: 'pips', 'aria-hidden': 'true' });
  const bar = html('span');
  const cacheBar = createShareBar(bar, 'Share of the cache in use');
  const tiles = {
    encoding: createTile('Encoding now', pips, 'busy'),
    encoded: createTile('Encoded so far', undefined, 'encoded'),
    cached: createTile('Served from cache', undefined, 'requests'),
    processes: createTile('ffmpeg processes'),
    cache: createTile('Cache', bar),
  };
  byId('tiles', HTMLElement).append(...Object.values(tiles).map(({ element }) => element));
  let history = NO_HISTORY;
  /** @type {Status | undefined} */
  let last;

  return {
    show(status) {
      history = extendHistory(history, last, status);
      last = status;
      const { encodes, cache } = status;
      const requests = cache.hits + cache.misses;
      panel.classList.toggle('busy', encodes.running > 0);
      panel.classList.remove('unreachable');
      setText(headline, activity(status));
      setText(version, `Onplay ${status.version}, up ${uptime(status.uptimeSeconds)}`);
      showPips(pips, encodes);
      cacheBar.show(cache.maxBytes > 0 ? cache.bytes / cache.maxBytes : 0);
      const encoded = `${duration(encodes.secondsTotal * 1000)} of encode time, ${encodes.failed} failed`;
      tiles.encoding.show(`${encodes.running} of ${encodes.slots}`, `${encodes.queued} queued`, history);
      tiles.encoded.show(encodes.total.toLocaleString('en-GB'), encoded, history);
      tiles.cached.show(percentage(cache.hits, requests), `of ${counted(requests, 'request')}`, history);
      tiles.processes.show(String(status.ffmpegProcesses), 'running or warm', history);
      tiles.cache.show(bytes(cache.bytes), `of ${bytes(cache.maxBytes)}`, history);
    },
    showUnreachable() {
      panel.classList.add('unreachable');
      setText(headline, 'The origin is not responding.');
    },
  };
}

/**
 * @param {string} name
 * @param {Element} [extra]
 * @param {keyof import('./cost-history.js').CostHistory} [line] the history to plot
 */
function createTile(name, extra, line) {
  const value = html('strong', {}, '–');
  const note = html('small', {});
  const path = svg('path', { class: 'line' });
  const drawing = svg(
    'svg',
    {
      class: 'sparkline',
      viewBox: `0 -1 ${LINE_WIDTH} ${LINE_HEIGHT + 2}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    path,
  );
  const more = [...(extra ? [extra] : []), ...(line ? [drawing] : [])];
  const element = html('li', { class: 'tile' }, html('span', {}, name), value, note, ...more);
  return {
    element,
    /**
     * @param {string} text
     * @param {string} detail
     * @param {import('./cost-history.js').CostHistory} history
     */
    show(text, detail, history) {
      setText(value, text);
      setText(note, detail);
      if (line) path.setAttribute('d', sparklinePath(history[line], HISTORY_LENGTH, LINE_WIDTH, LINE_HEIGHT));
    },
  };
}

/** With more slots than this, no pips are drawn. */
const MAX_PIPS = 16;

/**
 * Draws one pip per encode slot, filled for each slot in use.
 * @param {HTMLElement} pips
 * @param {Status['encodes']} encodes
 */
function showPips(pips, { slots, running }) {
  const count = slots > MAX_PIPS ? 0 : slots;
  const drawn = Array.from({ length: count }, (_, slot) =>
    html('i', { class: slot < running ? 'on' : 'off' }),
  );
  pips.replaceChildren(...drawn);
}
