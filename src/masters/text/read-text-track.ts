/** The cues of a text track of a master, read from its samples alone. */
import type { ByteSource } from '../../stores/index.js';
import type { TextDocument } from '../../text/index.js';
import type { TextTrack } from '../../tracks/index.js';
import { ALWAYS, storedText } from './stored-text.js';
import { textOfSamples } from './text-of-samples.js';

/**
 * Reads the cues that are shown within a range. Only their samples are read, neighbours together. Blocks its thread while the samples are
 * understood: `storedText` and `textOfSamples` are the two halves of it.
 * @param track of `format.kind` `text`; of others there are none.
 * @param range in milliseconds of the presentation, half-open.
 * @throws what `read` throws; what is wrong with the text is in the document's `problems`.
 */
export async function readTextTrack(
  source: ByteSource,
  track: TextTrack,
  range = ALWAYS,
): Promise<TextDocument> {
  const stored = await storedText(source, track, range);
  return stored ? textOfSamples(stored) : { cues: [], styles: [], regions: [], problems: [] };
}
