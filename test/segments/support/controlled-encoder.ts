/** An encoder without ffmpeg, whose encodes take until the test finishes them. */

import type { SegmentEncoder } from '../../../src/segments/segment-encoder.js';
import { encodeCancelled } from '../../../src/shared/scheduler/errors.js';

export interface Encode {
  /** `v720/3`, or `v720/parameter-sets`. */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly cancelled: boolean;
  finish(): void;
  fail(error: unknown): void;
}

export interface ControlledEncoder extends SegmentEncoder {
  /** All encodes that were started, in order. */
  readonly encodes: readonly Encode[];
  /** Their names. */
  readonly names: readonly string[];
  /** The bytes of a segment; `encodedBytes` by default. */
  bytesOf: (name: string) => Uint8Array;
  /** Whether encodes finish at once by themselves; true by default. */
  automatic: boolean;
  /** The error that encodes fail with from now on; undefined for none. */
  failure: unknown;
  /** The latest encode of this name. */
  of(name: string): Encode;
}

/** The bytes the encoder returns for a segment. */
export function encodedBytes(name: string): Uint8Array {
  return Buffer.from(`bytes of ${name} `.repeat(20));
}

export function controlledEncoder(): ControlledEncoder {
  const encodes: Encode[] = [];
  const start = (name: string, signal: AbortSignal): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      let cancelled = false;
      const cancel = () => {
        cancelled = true;
        reject(encodeCancelled());
      };
      signal.addEventListener('abort', cancel, { once: true });
      const finish = () => resolve(encoder.bytesOf(name));
      encodes.push({
        name,
        signal,
        get cancelled() {
          return cancelled;
        },
        finish,
        fail: reject,
      });
      if (encoder.failure !== undefined) reject(encoder.failure);
      else if (encoder.automatic) finish();
    });
  const timings = { feedMs: 1, encodeMs: 2, packageMs: 3 };
  const encoder: ControlledEncoder = {
    encodes,
    bytesOf: encodedBytes,
    automatic: true,
    failure: undefined,
    get names() {
      return encodes.map(({ name }) => name);
    },
    of: (name) => {
      const found = encodes.findLast((encode) => encode.name === name);
      if (!found) throw new Error(`${name} was not encoded, only ${encoder.names.join(', ')}`);
      return found;
    },
    parameterSets: async (renditions, signal) => {
      const bytes = await start('parameter-sets', signal);
      return renditions.map(() => bytes);
    },
    image: async ({ rendition, segment }, { signal }) => ({
      bytes: await start(`${rendition.id}/${segment}`, signal),
      timings,
    }),
    segment: async ({ rendition, segment }, { signal }) => {
      const name = `${rendition.id}/${segment}`;
      // Copying takes no time.
      return { bytes: rendition.passthrough ? encoder.bytesOf(name) : await start(name, signal), timings };
    },
  };
  return encoder;
}
