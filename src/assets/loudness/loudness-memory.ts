/** What was measured of loudness, in memory and on the disk. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Loudness } from './loudness.js';
import { type MeasuredAudio, readLoudness, writeLoudness } from './stored-loudness.js';

interface LoudnessMemoryOptions {
  readonly dataPath: string;
  readonly log: Logger;
}

/** 300 bytes each. */
const MAX_KNOWN = 10_000;
/** Until then no manifest looks again for a file that was not there. */
const READ_AGAIN_MS = 60_000;

export class LoudnessMemory {
  readonly #options: LoudnessMemoryOptions;
  readonly #known = new LRUCache<string, Loudness>({ max: MAX_KNOWN });
  /** All requests of a minute get the same answer. */
  readonly #reads = new LRUCache<string, ReturnType<typeof readLoudness>>({
    ...{ max: MAX_KNOWN, ttl: READ_AGAIN_MS },
  });

  constructor(options: LoudnessMemoryOptions) {
    this.#options = options;
  }

  /** Undefined for what was not measured. Reads one small file, once a minute at most. Never rejects. */
  async recall(audio: MeasuredAudio): Promise<Loudness | undefined> {
    const key = audioKey(audio);
    if (!this.#known.has(key)) {
      const read = await this.#read(key, audio);
      if (read) this.#known.set(key, read);
    }
    // Also what was measured meanwhile.
    return this.#known.get(key);
  }

  /** One that cannot be stored is measured again by the next process. Never rejects. */
  async remember(audio: MeasuredAudio, loudness: Loudness): Promise<void> {
    const { dataPath, log } = this.#options;
    const key = audioKey(audio);
    this.#known.set(key, loudness);
    this.#reads.delete(key);
    await writeLoudness(dataPath, audio, loudness).catch((error: unknown) => {
      log.warn({ asset: audio.asset, err: error }, 'loudness could not be stored');
    });
  }

  #read(key: string, audio: MeasuredAudio): ReturnType<typeof readLoudness> {
    const known = this.#reads.get(key);
    if (known) return known;
    const reading = readLoudness(this.#options.dataPath, audio);
    this.#reads.set(key, reading);
    return reading;
  }
}

export function audioKey({ asset, version, trackId }: MeasuredAudio): string {
  return `${asset}\0${version}\0${trackId}`;
}
