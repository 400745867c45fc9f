/** The same player on Onplay's just-in-time segments and on plain files, in turn. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readPresentation } from '../../test/support/hls-client.js';
import { type Origin, startOrigin } from '../../test/support/origin.js';
import type { BenchOptions, Figure, Outcome } from './bench.js';
import { type BrowserPlayer, type Playing, startBrowserPlayer } from './browser-page.js';
import { copyMaster } from './copied-masters.js';
import { benchMasters } from './master.js';
import { startStaticOrigin } from './static-origin.js';
import { spreadOf } from './statistics.js';
import { idle } from './timing.js';

export interface Measure {
  /** `start`, `seek`. */
  readonly name: string;
  readonly goalSeconds: number;
  readonly seeks: boolean;
  secondsOf(playing: Playing): number;
}

const PAIRS = 5;
const QUICK_PAIRS = 1;
/** Longer than the server remembers a viewer without requests. */
const FORGOTTEN_MS = 16_000;
/** The target of a seek, as a share of the duration: beyond a full buffer and the prefetch. */
const SEEK_TO = 0.85;

/** Measures on the first master. Each pair has its own asset and a new browser context. */
export async function comparePlayers(
  measure: Measure,
  { quick, args, progress }: BenchOptions,
): Promise<Outcome> {
  const [master] = await benchMasters(args);
  if (!master) throw new Error('no master to measure with');
  const pairs = quick ? QUICK_PAIRS : PAIRS;
  const copies = await copyMaster(master, pairs + 1);
  const [whole = '', ...assets] = copies.assets;
  const origin = await startOrigin({ folder: copies.folder });
  const player = await startBrowserPlayer();
  try {
    progress(`${master.name}: encoding all segments beforehand`);
    const files = await startStaticOrigin(origin, whole);
    try {
      const seekTo = measure.seeks ? await seekTarget(origin, whole) : undefined;
      const played = await playPairs({ origin, player, files: files.url, seekTo }, assets, progress);
      return outcomeOf(measure, master.name, played);
    } finally {
      await files.stop();
    }
  } finally {
    await player.close();
    await origin.stop();
    await copies.remove();
  }
}

interface Sides {
  readonly origin: Origin;
  readonly player: BrowserPlayer;
  /** The URL of the files. */
  readonly files: string;
  readonly seekTo: number | undefined;
}

interface Played {
  readonly onplay: Playing[];
  readonly theirs: Playing[];
}

async function seekTarget(origin: Origin, asset: string): Promise<number> {
  const { variants } = await readPresentation(origin, asset);
  const seconds = (variants[0]?.durations ?? []).reduce((total, one) => total + one, 0);
  return Math.round(seconds * SEEK_TO);
}

/** The side that goes first alternates from pair to pair. */
async function playPairs(
  { origin, player, files, seekTo }: Sides,
  assets: readonly string[],
  progress: BenchOptions['progress'],
): Promise<Played> {
  const played: Played = { onplay: [], theirs: [] };
  for (const [pair, asset] of assets.entries()) {
    const onplay = `${origin.url}/${asset}.m3u8?token=${origin.token(asset)}`;
    const sides = [
      async () => played.onplay.push(await player.play(onplay, seekTo)),
      async () => played.theirs.push(await player.play(files, seekTo)),
    ];
    // Wait until the server has forgotten the previous viewers, so that it admits the next one.
    await sleep(FORGOTTEN_MS);
    for (const play of pair % 2 === 0 ? sides : sides.reverse()) {
      await idle(origin);
      await play();
    }
    progress(`${asset}: ${JSON.stringify(played.onplay.at(-1))} ${JSON.stringify(played.theirs.at(-1))}`);
  }
  return played;
}

function outcomeOf({ name, goalSeconds, secondsOf }: Measure, master: string, played: Played): Outcome {
  const onplay = played.onplay.map(secondsOf);
  const theirs = played.theirs.map(secondsOf);
  const differences = onplay.map((seconds, i) => seconds - (theirs[i] ?? Number.NaN));
  const { median } = spreadOf(differences);
  const figures: Figure[] = [
    { name: `${master}: longer than files`, unit: 's', values: differences },
    { name: `${master}: height played, onplay`, unit: '', values: played.onplay.map(({ height }) => height) },
    { name: `${master}: height played, files`, unit: '', values: played.theirs.map(({ height }) => height) },
  ];
  return {
    comparisons: [{ name: master, unit: 's', other: 'nginx', onplay, theirs }],
    figures,
    goalMet: median <= goalSeconds,
    summary: `${name} +${median.toFixed(2)} s`,
  };
}
