/**
 * Indexes Matroska and WebM (RFC 9559) where they lie, from the headers of their blocks. Cues, which may be missing or wrong and do
 * not have every frame, are read for the outline alone.
 */
import type { TrackEntry } from '../../matroska/index.js';
import type { ByteSource } from '../../stores/index.js';
import type { IndexBudget, ShownSample } from '../../tracks/index.js';
import type { TrackSamples } from '../movie/track-samples.js';
import { ElementBudget } from './element-budget.js';
import type { ConstantRate } from './frames/frame-rate.js';
import type { MatroskaResume } from './resume.js';
import { type MissingParts, SamplesReader } from './samples-reader.js';
import { readSegment, type Segment } from './segment.js';

/** A file whose frames are not read yet. */
export interface MatroskaFile {
  readonly segment: Segment;
  /** Shared by all that is read of the file. */
  readonly elements: ElementBudget;
  /** Present for a file that was seen to grow: no time then depends on what comes after it (see `TrackFrames`). */
  readonly growth?: { readonly resume?: MatroskaResume };
  /** Present for a film that has an outline: that of its video; see `TrackFrames`. */
  readonly rate?: ConstantRate;
}

export interface MatroskaSamples {
  /** For each track that was asked for, but those of text; one that cannot be used has a rejected result. */
  readonly tracks: readonly PromiseSettledResult<TrackSamples>[];
  /** For each track of text, when its samples are shown, in milliseconds. */
  readonly texts: readonly PromiseSettledResult<ShownSample[]>[];
  /** Absent for a whole file. */
  readonly missing?: MissingParts;
  /** Of a file that was seen to grow, if it can be read on. */
  readonly resume?: MatroskaResume;
}

/**
 * Reads everything of a file that is before its media.
 * @throws OnplayError as `readSegment`.
 */
export async function readMatroska(source: ByteSource): Promise<MatroskaFile> {
  const elements = new ElementBudget();
  return { segment: await readSegment(source, 0, elements), elements };
}

/**
 * Reads the samples of tracks: all of the file once, without its media. A file that was cut off is read as far
 * as its frames are whole. Further segments with the same tracks are appended.
 *
 * Samples of a track with header stripping have its bytes as their `prefix`.
 * @param tracks of `file.segment.tracks`, the most important first: of more samples than fit into the budget, the last are given
 *        up, with `master_too_complex`. A track has a rejected result of `master_encrypted` or `master_codec_unsupported` for
 *        what its content encodings are, and `master_duration_unsupported` if it has no frame.
 * @throws OnplayError `master_too_complex` for more samples of the first track than fit into the budget, or more elements than any file has; what
 *         `read` throws.
 */
export async function readMatroskaSamples(
  source: ByteSource,
  file: MatroskaFile,
  tracks: readonly TrackEntry[],
  budget: IndexBudget,
): Promise<MatroskaSamples> {
  const { segment, elements, growth, rate } = file;
  const isGrown = growth !== undefined;
  const reader = new SamplesReader({ source, elements, tracks, budget, isGrown, rate });
  await reader.read(segment, growth?.resume);
  const resume = growth && reader.resume();
  const samples = tracks.flatMap(({ type }, i) => (type === 'text' ? [] : [reader.samplesOf(i)]));
  const shown = tracks.flatMap(({ type }, i) => (type === 'text' ? [reader.shownOf(i)] : []));
  const missing = reader.missing();
  const [read, shownTexts] = await Promise.all([Promise.allSettled(samples), Promise.allSettled(shown)]);
  return { tracks: read, texts: shownTexts, ...(missing && { missing }), ...(resume && { resume }) };
}
