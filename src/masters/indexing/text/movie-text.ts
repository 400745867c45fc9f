/** The text and the chapters of an MP4 or MOV. */
import { type MovieFile, neroChapters, trackPurpose } from '../../../demux/index.js';
import type { ByteSource } from '../../../stores/index.js';
import { plainText, readMovTextEntry, type TextDocument } from '../../../text/index.js';
import {
  type Chapter,
  type IgnoredTrack,
  MAX_CHAPTERS,
  type ShownSample,
  type TextTrack,
  textSamples,
} from '../../../tracks/index.js';
import { readTextTrack } from '../../text/read-text-track.js';
import { type MovieCandidate, meaningfulName } from '../movie-candidates.js';
import { ignoredTrack } from '../tracks/select-tracks.js';
import { shownOrReason } from './shown-or-reason.js';

/** What is read of a movie. */
interface ReadMovie {
  readonly source: ByteSource;
  /** Index into `MasterIndex.files`. */
  readonly file: number;
  readonly movie: MovieFile;
}

export interface FoundText {
  readonly text: readonly TextTrack[];
  readonly chapters: readonly Chapter[];
  /** Text that could not be read. */
  readonly ignored: readonly IgnoredTrack[];
}

/** Bytes of a sample description that has no more than styles and the names of fonts. */
const MAX_CONFIGURATION_BYTES = 64 * 1024;

/**
 * @param texts those that are selected, and those of chapters. @param shown when their samples are, in the same order.
 * @throws what `read` throws.
 */
export async function movieText(
  read: ReadMovie,
  texts: readonly MovieCandidate[],
  shown: readonly PromiseSettledResult<ShownSample[]>[],
): Promise<FoundText> {
  const text: TextTrack[] = [];
  const chapters: Chapter[] = [];
  const ignored: IgnoredTrack[] = [];
  for (const [i, candidate] of texts.entries()) {
    const samples = shownOrReason(shown[i]!);
    if (typeof samples === 'string') {
      if (!candidate.isAuxiliary) ignored.push(ignoredTrack(candidate, samples));
      continue;
    }
    const track = await textTrack(read, candidate, samples);
    if (candidate.isAuxiliary) chapters.push(...chaptersOf(track, await readTextTrack(read.source, track)));
    else text.push(track);
  }
  const { source, movie } = read;
  const found = chapters.length > 0 ? chapters : await neroChapters(source, movie.userData.movie);
  return { text, chapters: found.slice(0, MAX_CHAPTERS), ignored };
}

async function textTrack(
  { source, file, movie }: ReadMovie,
  { track, id, isEnabled, text }: MovieCandidate,
  shown: ShownSample[],
): Promise<TextTrack> {
  const { header, sampleDescription = new Uint8Array() } = track;
  const { isForced, isHearingImpaired } = await trackPurpose(source, movie.userData.tracks[header.index]);
  const samples = shown.filter(({ offset, size }) => size > 0 && offset + size <= source.size);
  return {
    ...{ id, file, format: text!, isHearingImpaired },
    ...{ language: header.language, name: meaningfulName(header.handlerName) },
    isDefault: isEnabled,
    isForced: isForced || readMovTextEntry(sampleDescription).isForced,
    configuration:
      sampleDescription.byteLength <= MAX_CONFIGURATION_BYTES ? sampleDescription : new Uint8Array(),
    ...(header.width >= 1 && header.height >= 1 && { canvas: sizeOf(header) }),
    samples: textSamples(samples),
  };
}

/** In whole pixels. */
function sizeOf({ width, height }: { readonly width: number; readonly height: number }) {
  return { width: Math.round(width), height: Math.round(height) };
}

function chaptersOf({ language }: TextTrack, { cues }: TextDocument): readonly Chapter[] {
  return cues.map(({ start, payload }) => ({ start, title: plainText(payload).trim(), language }));
}
