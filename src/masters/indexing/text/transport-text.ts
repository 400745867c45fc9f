/** The text of a transport stream: bitmaps, which say in their packets, and not in its tables, what they are made for. */
import { streamLanguage, type TransportText } from '../../../demux/index.js';
import { type IgnoredTrack, type TextTrack, textSamples } from '../../../tracks/index.js';
import { type StreamEntry, subtitlingOf } from '../../../transport-stream/index.js';
import { ignoredTrack } from '../tracks/select-tracks.js';
import type { TextCandidate } from '../transport-candidates.js';
import { shownOrReason } from './shown-or-reason.js';

interface FoundText {
  readonly text: readonly TextTrack[];
  /** Text that could not be read. */
  readonly ignored: readonly IgnoredTrack[];
}

/** `component_type` of subtitles for the hard of hearing (ETSI EN 300 468 table 26, stream_content 3): 0x20 to 0x25. */
const [FIRST_HARD_OF_HEARING, LAST_HARD_OF_HEARING] = [0x20, 0x25];

/** @param read in the order of the candidates. @param file index into `MasterIndex.files`. @throws what is not about the master. */
export function transportText(
  candidates: readonly TextCandidate[],
  read: readonly PromiseSettledResult<TransportText>[],
  file: number,
): FoundText {
  const text: TextTrack[] = [];
  const ignored: IgnoredTrack[] = [];
  for (const [i, candidate] of candidates.entries()) {
    const result = read[i]!;
    const shown = shownOrReason(
      result.status === 'rejected' ? result : { ...result, value: result.value.shown },
    );
    if (typeof shown === 'string') ignored.push(ignoredTrack(candidate, shown));
    else if (shown.length === 0) ignored.push(ignoredTrack(candidate, 'it is never sent'));
    else if (result.status === 'fulfilled') {
      const samples = { ...textSamples(shown), packets: result.value.packets };
      text.push({ ...descriptionOf(candidate), file, samples });
    }
  }
  return { text, ignored };
}

function descriptionOf({ id, text, stream }: TextCandidate): Omit<TextTrack, 'file' | 'samples'> {
  const { entry } = stream;
  const { type = 0 } = subtitlingOf(entry.descriptors)[0] ?? {};
  return {
    ...{ id, format: text, language: streamLanguage(entry.descriptors), name: '' },
    ...{ isDefault: false, isForced: false },
    isHearingImpaired: type >= FIRST_HARD_OF_HEARING && type <= LAST_HARD_OF_HEARING,
    configuration: pagesOf(entry),
  };
}

/** What the `CodecPrivate` of Matroska has of DVB subtitles: both pages, and the type. Empty for others. */
function pagesOf({ descriptors }: StreamEntry): Uint8Array {
  const [subtitling] = subtitlingOf(descriptors);
  if (!subtitling) return new Uint8Array();
  const { compositionPage, ancillaryPage, type } = subtitling;
  return Uint8Array.of(
    ...[compositionPage >> 8, compositionPage & 0xff],
    ...[ancillaryPage >> 8, ancillaryPage & 0xff, type],
  );
}
