/** What encodes, and what indexes and remuxes masters: ffmpeg, its processes, and who may run one when. */
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { readLogos } from '../../assets/index.js';
import type { Config } from '../../config/index.js';
import {
  availableFormats,
  type EncoderSettings,
  type FfmpegBinary,
  mediaTools,
  ProcessRegistry,
  readMarkImages,
  readStandInFonts,
  removeLeftovers,
  resolveFfmpeg,
  SpawnHelper,
  WarmProcesses,
} from '../../encoder/index.js';
import { createScheduler, type Scheduler, type SchedulerOptions } from '../../shared/scheduler/scheduler.js';

/** One player uses three ffmpeg commands: whole video segments, video in chunks, and audio. A warm process has some 10 MB of private memory. */
const WARM_PER_SLOT = 3;
/** Players with a full buffer request a segment every few seconds. */
const WARM_MS = 60_000;
/** Remuxes are bound by the disk, so more in parallel gain little; with two, a long one does not block a short one. */
const MIN_REMUXES = 2;
/** Of the data directory. What a process that was killed has left there is removed when the next one starts. */
const SCRATCH_FOLDER = 'scratch';

/** How long the scheduler must be idle before warm processes start: a player that starts or seeks sends several requests in a row. */
const IDLE_MS = 300;

/** The ffmpeg of a configuration. @throws OnplayError `ffmpeg_missing`, `ffmpeg_too_old`. */
export function findFfmpeg({ searchPath, ffmpegPath, ffmpegConfined }: Config): Promise<FfmpegBinary> {
  return resolveFfmpeg({
    ...{ searchPath, confined: ffmpegConfined },
    ...(ffmpegPath !== undefined && { configuredPath: ffmpegPath }),
  });
}

/** The limits of every encode. */
export function encoderSettings(
  config: Config,
  binary: FfmpegBinary,
  registry: ProcessRegistry,
): EncoderSettings {
  return {
    binary,
    registry,
    timeoutMs: config.encodeTimeoutSeconds * 1000,
    memoryBytes: config.ffmpegMemoryLimitBytes,
    remuxMaxBytes: Math.min(config.remuxMaxBytes, config.copiesMaxBytes),
    copiesMaxBytes: config.copiesMaxBytes,
  };
}

/** Slots for encodes of video. */
export function slotsOf({ encodeSlots }: Pick<Config, 'encodeSlots'>): number {
  return encodeSlots || Math.max(1, availableParallelism());
}

/** The scheduler of a configuration. */
export function configuredScheduler(
  config: Config,
  options: Partial<Pick<SchedulerOptions, 'canPause' | 'onIdle'>> = {},
): Scheduler {
  const slots = slotsOf(config);
  return createScheduler({
    ...{ slots, lightSlots: slots + 1, maxQueued: config.encodeQueueLength },
    ...{ indexSlots: Math.max(2, slots), remuxSlots: Math.max(MIN_REMUXES, slots >> 1) },
    ...options,
  });
}

export type Encoding = Awaited<ReturnType<typeof buildEncoding>>;

/**
 * Finds ffmpeg and builds what runs it; starts no process yet.
 * @param shutdownSignal aborts when the server is told to stop.
 * @throws OnplayError `ffmpeg_missing`, `ffmpeg_too_old`; `config_invalid` for images that cannot be drawn, and for logos that cannot be read.
 */
export async function buildEncoding(config: Config, log: Logger, shutdownSignal: AbortSignal) {
  // Every index and every encode listens to it while it is in progress.
  setMaxListeners(0, shutdownSignal);
  const scratchFolder = join(config.dataPath, SCRATCH_FOLDER);
  const [binary, standInFonts, markImages] = await Promise.all([
    findFfmpeg(config),
    readStandInFonts(),
    readMarkImages(config.markImagesPath),
    removeLeftovers(scratchFolder),
  ]);
  const registry = new ProcessRegistry();
  const slots = slotsOf(config);
  const warmProcesses = new WarmProcesses({ maxWaiting: WARM_PER_SLOT * slots, maxWaitMs: WARM_MS });
  const spawnHelper = new SpawnHelper({
    launcher: binary.launcher,
    onExit: (why) => log.error({ why }, 'spawn helper exited; restarting it'),
  });
  const settings: EncoderSettings = {
    ...encoderSettings(config, binary, registry),
    standInFonts,
    markImages,
    scratchFolder,
    warmProcesses,
    start: spawnHelper.start,
  };
  let idleTimer: NodeJS.Timeout | undefined;
  const onIdle = () => {
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => {
      if (scheduler.running === 0 && !shutdownSignal.aborted) void warmProcesses.replenish();
    }, IDLE_MS).unref();
  };
  // A process that is stopped does not notice that its input closes, so the kernel has to end it with the server.
  const canPause = binary.launcher.setprivPath !== undefined;
  const scheduler = configuredScheduler(config, { canPause, onIdle });
  const { buildId } = binary;
  const fontsId = standInFonts.id;
  const imageHashes = new Map([...markImages].map(([name, { hash }]) => [name, hash]));
  const logos = await readLogos(config.logosPath, imageHashes);
  const imageFormats = await availableFormats(binary);
  return {
    binary,
    buildId,
    imageFormats,
    fontsId,
    imageHashes,
    logos,
    registry,
    slots,
    spawnHelper,
    settings,
    scheduler,
    tools: mediaTools(settings),
  };
}
