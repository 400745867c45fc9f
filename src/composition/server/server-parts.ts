/** What is started, drained and stopped in a server, in the order in which it starts. */

import type { HttpServer } from '../../origin/index.js';
import { within } from '../../shared/deadline.js';
import { type FolderWatch, isS3Url } from '../../stores/index.js';
import type { Part } from '../lifecycle.js';
import type { BuiltParts, ServerOptions } from './services.js';
import { watchMasters } from './watch-masters.js';

/**
 * How long the start waits for the scan of the disk tier, which takes a few seconds when it is large. Segments not yet found
 * are produced again.
 */
const MAX_RESTORE_MS = 5000;

/** How long a stop waits for segments that are being written to a bucket; others can produce them again. */
const MAX_WRITE_MS = 5000;

/**
 * The order has these reasons. A server listens when it has read what earlier processes left: revocations and rules for marks first of all. It
 * is drained of work before the HTTP server closes, which meanwhile answers `/readyz` with 503 and viewers with what they
 * wait for. What the fleet was told is caught up when there is all that it may concern. Processes end when no viewer waits for them any more; then what they have produced is written. Playbacks and
 * invalidations end before the webhooks that report it.
 * @param http listens when it is started; `onListening` gets its port.
 */
export function serverParts(
  parts: BuiltParts,
  http: HttpServer,
  { holdsAllMasters = false }: Pick<ServerOptions, 'holdsAllMasters'>,
  onListening: (port: number) => void,
): readonly Part[] {
  const {
    config,
    ffmpeg,
    registry,
    library,
    loudness,
    intake,
    adServers,
    closeFiring,
    segments,
    disk,
    bucket,
    fleet,
  } = parts;
  const { webhooks, playbacks, revocations, markRules, shared, beginShared, invalidations, traces } = parts;
  let watch: FolderWatch | undefined;
  return [
    // The first, so that it sends the spans of all others when they have ended.
    { name: 'tracing', stop: () => traces.close() },
    // Stopped when webhooks are: what they leave, others deliver.
    { name: 'connection to other processes', stop: () => shared?.close() },
    {
      name: 'spawn helper',
      start: () => ffmpeg?.spawnHelper.begin(),
      stop: () => ffmpeg?.spawnHelper.close(),
    },
    { name: 'webhooks', start: () => webhooks?.begin(), stop: () => webhooks?.close() },
    { name: 'playbacks', stop: () => playbacks.close() },
    {
      name: 'segments on disk',
      start: () => disk && within(MAX_RESTORE_MS, disk.restore()),
      stop: () => disk?.idle(),
    },
    {
      name: 'segments in a bucket',
      start: () => bucket?.begin(),
      stop: () => bucket?.close(MAX_WRITE_MS),
    },
    { name: 'revocations', start: () => revocations.restore() },
    { name: 'rules for marks', start: () => markRules.restore() },
    {
      name: 'shared state',
      start: async () => {
        await shared?.begin();
        await beginShared();
      },
    },
    { name: 'invalidations', start: () => invalidations.begin(), stop: () => invalidations.idle() },
    { name: 'incoming masters', start: () => intake.begin(), stop: () => intake.idle() },
    { name: 'ad servers', stop: () => adServers.close() },
    { name: 'ad tracking', stop: () => closeFiring?.() },
    { name: 'fleet', start: () => fleet?.begin(), stop: () => fleet?.close() },
    { name: 'processes', stop: () => registry.killAll() },
    {
      name: 'HTTP server',
      start: async () => onListening(await http.listen(config)),
      drain: (graceMs) => http.close(graceMs),
    },
    { name: 'segments', drain: () => segments.idle() },
    {
      name: 'library',
      // In the background, since it reads the whole data directory.
      start: () => void library.sweep(holdsAllMasters),
      drain: () => library.idle(),
    },
    { name: 'loudness', drain: () => loudness.idle() },
    {
      name: 'watch on masters',
      start: () => {
        if (config.watchMasters && !isS3Url(config.mastersPath))
          watch = watchMasters(config.mastersPath, parts);
      },
      stop: () => watch?.close(),
    },
  ];
}
