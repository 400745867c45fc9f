/** How loud inserts are: as loud as what they are put into, unless that is switched off. */
import type { Logger } from 'pino';
import { type AssetLibrary, KnownLoudness } from '../../assets/index.js';
import type { Config } from '../../config/index.js';
import { measureLoudness } from '../../encoder/index.js';
import type { Encoding } from '../encoding/index.js';

interface LoudnessOptions {
  /** Absent where there is none. */
  readonly ffmpeg: Pick<Encoding, 'scheduler' | 'settings'> | undefined;
  readonly library: Pick<AssetLibrary, 'getForMedia'>;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
}

export function buildLoudness(
  { insertLoudness, dataPath }: Config,
  { ffmpeg, ...options }: LoudnessOptions,
): Pick<KnownLoudness, 'gainOf' | 'idle'> {
  if (!insertLoudness || !ffmpeg) return AS_THEY_ARE;
  const { scheduler, settings } = ffmpeg;
  return new KnownLoudness({
    ...{ ...options, scheduler, dataPath },
    measure: (request, context) => measureLoudness(settings, request, context),
  });
}

const AS_THEY_ARE: Pick<KnownLoudness, 'gainOf' | 'idle'> = {
  gainOf: () => Promise.resolve(0),
  idle: () => Promise.resolve(),
};
