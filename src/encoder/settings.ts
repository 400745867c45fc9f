import { absolutePath, commandPath, setting } from '../shared/settings/setting.js';
import { localPath, onOrOff, wholeNumber } from '../shared/settings/values.js';

const mebibyte = 1024 * 1024;
const tebibyte = mebibyte * mebibyte;

export const encoderSettings = {
  /** An absolute path, or a bare name to look for in `PATH`; absent: look for one. */
  ffmpegPath: setting('FFMPEG_PATH', localPath.optional(), commandPath),
  /** Whether ffmpeg is kept from the rest of the machine, as far as the machine can. */
  ffmpegConfined: setting('ONPLAY_FFMPEG_CONFINEMENT', onOrOff.prefault('on')),
  /** A folder of images that may be drawn as marks; absent: there are none. */
  markImagesPath: setting('ONPLAY_MARK_IMAGES', localPath.optional(), absolutePath),
  /** 0: as many as suit the number of processors. */
  encodeSlots: setting('ONPLAY_ENCODE_SLOTS', wholeNumber(0, 1024).prefault('0')),
  /** How many encodes may wait, for all clients together. */
  encodeQueueLength: setting('ONPLAY_ENCODE_QUEUE_LENGTH', wholeNumber(0, 10_000).prefault('64')),
  encodeTimeoutSeconds: setting('ONPLAY_ENCODE_TIMEOUT_SECONDS', wholeNumber(1, 3600).prefault('60')),
  /** Of address space, for each ffmpeg process. */
  ffmpegMemoryLimitBytes: setting(
    'ONPLAY_FFMPEG_MEMORY_BYTES',
    wholeNumber(256 * mebibyte, tebibyte).prefault('4294967296'),
  ),
  /** The largest master that is remuxed. */
  remuxMaxBytes: setting('ONPLAY_REMUX_MAX_BYTES', wholeNumber(0, tebibyte).prefault('4294967296')),
};
