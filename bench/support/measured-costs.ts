/** The cost of encoding just in time and of encoding the whole ladder at once, measured on one master. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesOf, type RenditionUrls, readPresentation } from '../../test/support/hls-client.js';
import { type Origin, startOrigin } from '../../test/support/origin.js';
import { encodeLadder, type Ladder } from './ladder-command.js';
import { asAsset, type BenchMaster } from './master.js';
import { offeredLadder } from './offered-ladder.js';
import { processorSeconds } from './processor-time.js';
import type { RenditionCost, ServerCosts } from './simulated-day.js';
import { idle } from './timing.js';

/** Per second of media: seconds of processor time, and bytes. */
export type LadderCost = Omit<RenditionCost, 'name'>;

export interface MeasuredServer {
  readonly costs: ServerCosts;
  readonly ladder: Ladder;
  /** Duration of the master. */
  readonly seconds: number;
}

/** How many segments the opening of a session may have produced. */
const PRODUCED_BY_OPENING = 2;

/** Produces every segment of every rendition once, and measures the processor time of the server and all its processes. */
export async function measureServer(master: BenchMaster): Promise<MeasuredServer> {
  const origin = await startOrigin({
    // In a sandbox, processes end without anybody waiting for them, and the kernel forgets what they took.
    env: { ONPLAY_FFMPEG_CONFINEMENT: 'off' },
    masters: { [asAsset(master)]: master.path },
  });
  try {
    await idle(origin);
    const before = serverSeconds(origin);
    const presentation = await readPresentation(origin, 'master');
    await idle(origin);
    const opening = serverSeconds(origin) - before;
    const variants = presentation.variants.filter(({ height }) => height !== undefined);
    const seconds = lengthOf(variants[0]!.durations);
    const indexBytes = (await bytesIn(origin.dataPath)) / seconds;
    const video: (RenditionCost & { height: number })[] = [];
    for (const variant of variants) {
      const cost = await measureRendition(origin, `${variant.height}p`, variant);
      video.push({ ...cost, height: variant.height! });
    }
    video.sort((a, b) => a.height - b.height);
    const best = [...presentation.audio].sort(([a], [b]) => kilobits(b) - kilobits(a))[0]!;
    const audio = await measureRendition(origin, 'audio', best[1]);
    const starting = video.findIndex(({ height }) => height === variants[0]!.height);
    const ladder = offeredLadder(presentation);
    return { costs: { video, audio, opening, indexBytes, starting }, ladder, seconds };
  } finally {
    await origin.stop();
  }
}

async function measureRendition(
  origin: Origin,
  name: string,
  rendition: RenditionUrls,
): Promise<RenditionCost> {
  const before = serverSeconds(origin);
  let bytes = 0;
  for (const segment of rendition.segments.slice(PRODUCED_BY_OPENING))
    bytes += (await bytesOf(segment)).length;
  await idle(origin);
  const seconds = lengthOf(rendition.durations.slice(PRODUCED_BY_OPENING));
  return { name, processor: (serverSeconds(origin) - before) / seconds, bytes: bytes / seconds };
}

/** Encodes the whole ladder with one command and one thread per rendition, which takes the least processor time. */
export async function measureLadder(
  { path }: BenchMaster,
  ladder: Ladder,
  seconds: number,
): Promise<LadderCost> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-ladder-'));
  try {
    const before = processorSeconds(process.pid);
    const own = process.cpuUsage();
    encodeLadder({ ...ladder, file: path, threads: '1', output: (place) => join(folder, `${place}.mp4`) });
    const ownSince = process.cpuUsage(own);
    const ownSeconds = (ownSince.user + ownSince.system) / 1e6;
    const processor = (processorSeconds(process.pid) - before - ownSeconds) / seconds;
    return { processor, bytes: (await bytesIn(folder)) / seconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function serverSeconds(origin: Origin): number {
  return processorSeconds(origin.process.pid!);
}

function lengthOf(durations: readonly number[]): number {
  return durations.reduce((sum, duration) => sum + duration, 0);
}

/** The bitrate in a group's name, such as `audio-128k/English`. */
function kilobits(name: string): number {
  return Number(/-(\d+)k\//.exec(name)?.[1] ?? 0);
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
