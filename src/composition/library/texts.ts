/** The texts of assets, read in threads. */

import type { Logger } from 'pino';
import { type TextReading, Texts, TextThreads } from '../../assets/index.js';
import type { Encoding } from '../encoding/index.js';

/** @param shutdownSignal ends the threads. */
export function textReading(shutdownSignal: AbortSignal): TextReading {
  const threads = new TextThreads();
  shutdownSignal.addEventListener('abort', () => threads.close(), { once: true });
  return threads.read;
}

export function buildTexts(
  reading: TextReading,
  { scheduler }: Pick<Encoding, 'scheduler'>,
  log: Logger,
): Texts {
  return new Texts({ reading, scheduler, log });
}
