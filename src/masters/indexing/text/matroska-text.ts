/** The text of a Matroska file. */
import { strippedBytes } from '../../../demux/index.js';
import type { TrackEntry } from '../../../matroska/index.js';
import { type IgnoredTrack, type ShownSample, type TextTrack, textSamples } from '../../../tracks/index.js';
import type { MatroskaCandidate } from '../matroska-candidates.js';
import { ignoredTrack } from '../tracks/select-tracks.js';
import { shownOrReason } from './shown-or-reason.js';

interface FoundText {
  readonly text: readonly TextTrack[];
  /** Text that could not be read. */
  readonly ignored: readonly IgnoredTrack[];
}

/**
 * @param shownOf when the samples of a track are. @param file index into `MasterIndex.files`.
 * @throws what is not about the master.
 */
export function matroskaText(
  texts: readonly MatroskaCandidate[],
  shownOf: ReadonlyMap<TrackEntry, PromiseSettledResult<ShownSample[]>>,
  file: number,
): FoundText {
  const text: TextTrack[] = [];
  const ignored: IgnoredTrack[] = [];
  for (const candidate of texts) {
    const shown = unreadEncoding(candidate.entry) ?? shownOrReason(shownOf.get(candidate.entry)!);
    if (typeof shown !== 'string') text.push(textTrack(candidate, shown, file));
    else ignored.push(ignoredTrack(candidate, shown));
  }
  return { text, ignored };
}

function unreadEncoding({ encoding }: TrackEntry): string | undefined {
  const isOther = encoding?.kind === 'compressed' && encoding.name !== 'zlib';
  return isOther ? `it is compressed by ${encoding.name}` : undefined;
}

function textTrack({ entry, id, text }: MatroskaCandidate, shown: ShownSample[], file: number): TextTrack {
  const { language, name, isDefault, isForced, isHearingImpaired, codecPrivate, encoding } = entry;
  const samples = textSamples(shown);
  const prefix = strippedBytes(entry);
  const sizes = samples.sizes.map((size) => size + prefix.byteLength);
  return {
    ...{ id, file, format: text! },
    ...{ language, name, isDefault, isForced, isHearingImpaired },
    configuration: codecPrivate,
    ...(encoding?.kind === 'compressed' && { compression: 'zlib' }),
    samples: prefix.byteLength > 0 ? { ...samples, sizes, prefix: new Uint8Array(prefix) } : samples,
  };
}
