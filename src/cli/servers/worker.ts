import { Buckets, openStore } from '../../composition/library/index.js';
import { startWorker, workerLog } from '../../composition/worker/index.js';
import { logNotices } from '../../stores/index.js';
import { fleetConfig } from '../fleet/fleet-config.js';
import { OF_WORKER, withListenErrors } from './listen-error.js';
import { stopOnSignal } from './stop-on-signal.js';

/** `onplay worker`: encodes for the origins of the fleet until a shutdown signal. */
export async function worker(): Promise<void> {
  const config = fleetConfig();
  const log = workerLog(config);
  const buckets = new Buckets(config);
  const store = await openStore(config, buckets, logNotices(log));
  const start = () => startWorker(config, { store, buckets, log });
  const starting = withListenErrors({ port: config.workerPort }, start, OF_WORKER);
  // Also while it starts: what scales workers may end one that has just begun.
  stopOnSignal({ stop: async () => (await starting).stop() });
  const { slots } = await starting;
  process.stderr.write(`onplay: encoding for the fleet, ${slots} segments of video at a time\n`);
}
