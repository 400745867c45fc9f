import { setting } from '../shared/settings/setting.js';
import { baseUrl, host, wholeNumber } from '../shared/settings/values.js';

export const fleetSettings = {
  /** Where a worker listens for origins. */
  workerHost: setting('ONPLAY_WORKER_HOST', host.prefault('127.0.0.1')),
  /** 0 lets the system choose a free port. */
  workerPort: setting('ONPLAY_WORKER_PORT', wholeNumber(0, 65535).prefault('8090')),
  /** Where origins reach a worker, without a `/` at the end; absent: at its address and port. */
  workerUrl: setting('ONPLAY_WORKER_URL', baseUrl.optional()),
};
