/** Texts that are read as a whole, as they are burned in. */
import { type SourceTrack, sourceTrack } from '../../../../src/assets/text/source-track.js';
import { inMemory } from '../../../../src/encoder/feed/samples-in-memory.js';
import { storedText, textOfSamples } from '../../../../src/masters/index.js';
import type { ByteSource } from '../../../../src/stores/index.js';
import { documentTexts, readSourceTexts, sourceSamples } from '../../../../src/text/index.js';
import type { TextTrack } from '../../../../src/tracks/index.js';
import type { BurnedTrack } from './drawn-frames.js';

/** A file of text. */
export function textFile(text: string): SourceTrack {
  return sourceTrack(sourceSamples(readSourceTexts(Buffer.from(text))));
}

/** A track of a format that ffmpeg does not know. */
export async function cuesOf(track: TextTrack, source: ByteSource): Promise<BurnedTrack> {
  const stored = await storedText(source, track);
  const { track: read, bytes } = sourceTrack(sourceSamples(documentTexts(textOfSamples(stored!))));
  return { track: read, source: inMemory(bytes) };
}
