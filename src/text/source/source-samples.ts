/** The texts of a file in arrays, as the samples of a track are: they change threads without a copy. */
import type { TextProblem } from '../problems.js';
import type { TextFormat } from '../read-text.js';
import type { SourceTexts } from './read-source-texts.js';

export interface SourceSamples {
  readonly format: TextFormat;
  /** See `SourceScript`; in UTF-8. */
  readonly head: Uint8Array;
  /** Of each text, in the order of their starts, in whole milliseconds: half-open. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Where each text is in `bytes`, and how many of them it has. */
  readonly offsets: Float64Array;
  readonly sizes: Uint32Array;
  readonly bytes: Uint8Array;
  readonly problems: readonly TextProblem[];
}

export function sourceSamples({ format, head, texts, problems }: SourceTexts): SourceSamples {
  const written = texts.map(({ text }) => Buffer.from(text));
  const sizes = Uint32Array.from(written, ({ byteLength }) => byteLength);
  const offsets = new Float64Array(sizes.length);
  for (let i = 1; i < offsets.length; i++) offsets[i] = offsets[i - 1]! + sizes[i - 1]!;
  return {
    ...{ format, problems, offsets, sizes },
    starts: Float64Array.from(texts, ({ start }) => start),
    ends: Float64Array.from(texts, ({ end }) => end),
    // In memory of their own, which can be handed to another thread.
    head: new Uint8Array(Buffer.from(head)),
    bytes: new Uint8Array(Buffer.concat(written)),
  };
}
