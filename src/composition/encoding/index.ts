/**
 * Encoding alone: what `onplay doctor` and a worker need. Links no HTTP and holds no keys.
 *
 * `buildEncoding` finds ffmpeg and builds the scheduler, the spawn helper, the warm processes and the media tools of a
 * configuration; `findFfmpeg` and `encoderSettings` are its first two steps. They throw `ffmpeg_missing` and
 * `ffmpeg_too_old`.
 */
export {
  buildEncoding,
  type Encoding,
  encoderSettings,
  findFfmpeg,
} from './encoding.js';
