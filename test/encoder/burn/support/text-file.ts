import { type FileTrack, fileTrack } from '../../../../src/assets/text/file-track.js';
import { readSourceTexts, sourceSamples } from '../../../../src/text/index.js';

/** A file of text as it is burned in. */
export function textFile(text: string): FileTrack {
  return fileTrack(sourceSamples(readSourceTexts(Buffer.from(text))));
}
