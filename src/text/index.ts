/**
 * Timed text: bytes of a file in, cues out, and cues in, WebVTT out. No I/O, and no errors: what is not shown as it was written is
 * said in `problems`, and everything has a limit, since an operator's uploads are not to be trusted.
 */

// The values. Times are whole milliseconds of the presentation; the payload is a tree, in which nothing is escaped.

export {
  type Cue,
  type CueNode,
  type CueSettings,
  type CueSpan,
  type CueText,
  type CueTimestamp,
  plainText,
  type Region,
  type SpanKind,
  type TimeRange,
} from './cue.js';
export { TEXT_LIMITS, type TextLimits } from './limits.js';
export { isLoss, type ProblemCode, type TextProblem, textProblem } from './problems.js';

// From the bytes of a file. `readText` finds the character set, and reads what it can.

export { readText, type TextDocument, type TextFormat } from './read-text.js';

// The texts of a file as they are written, for a renderer that knows their markup, or cues as texts of WebVTT; and these in arrays, as samples of a track.

export { documentTexts } from './source/document-texts.js';
export { readSourceTexts, type SourceTexts } from './source/read-source-texts.js';
export { type SourceSamples, sourceSamples } from './source/source-samples.js';
export type { SourceText } from './source/values.js';

// From the samples of a track of a container.

export { readMovTextEntry } from './samples/mov-text-entry.js';
export { readSamples, type SampleStream } from './samples/read-samples.js';
export type { SampleCodec, TextSample } from './samples/sample-readers.js';

// Teletext: which packets of a stream have pages of subtitles, and how a track names its page.

export { regionOf } from './teletext/characters.js';
export { PageWatch } from './teletext/page-watch.js';
export { type TeletextPage, teletextConfiguration } from './teletext/read-teletext.js';

// To samples of `tx3g`, as files to be kept have them.

export { type MovTextSamples, movTextSamples } from './samples/mov-text-samples.js';

// To WebVTT: all cues as they are written, of which segments are taken, of a half-open range, also of a clip.

export { segmentOfClippedText } from './webvtt/clipped-text.js';
export { writeTimestamp } from './webvtt/timestamp.js';
export { segmentOfText, type WrittenText, writtenText } from './webvtt/written-text.js';
