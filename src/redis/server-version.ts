import { OnplayError } from '../shared/errors.js';

/** BullMQ asks for 6.2. Nothing else that is used is newer. */
const LEAST = { major: 6, minor: 2 };

/**
 * Checks the version of a server.
 * @param info its answer to `INFO server`. One that does not say its version passes: it may be a proxy.
 * @throws OnplayError `redis_too_old`.
 */
export function assertVersion(info: string): void {
  const [, major, minor] = /^redis_version:(\d{1,4})\.(\d{1,4})/m.exec(info) ?? [];
  if (major === undefined) return;
  const isOld = Number(major) < LEAST.major || (Number(major) === LEAST.major && Number(minor) < LEAST.minor);
  if (!isOld) return;
  throw new OnplayError('redis_too_old', {
    publicDetail: `The Redis server is version ${major}.${minor}. Onplay needs Redis ${LEAST.major}.${LEAST.minor} or newer.`,
    about: 'moment',
  });
}
