/** The text of a transport stream: bitmaps, which say in their packets, and not in its tables, what they are made for; and teletext. */
import type { TransportText } from '../../../demux/index.js';
import {
  type IgnoredTrack,
  MAX_TEXT_TRACKS,
  type ShownSample,
  type TextTrack,
  textSamples,
} from '../../../tracks/index.js';
import { ignoredTrack } from '../tracks/select-tracks.js';
import type { TextCandidate } from '../transport-candidates.js';
import { shownOrReason } from './shown-or-reason.js';
import { type TextService, textServices } from './transport-services.js';

interface FoundText {
  readonly text: readonly TextTrack[];
  /** Text that could not be read. */
  readonly ignored: readonly IgnoredTrack[];
}

interface TextFile {
  /** Index into `MasterIndex.files`. */
  readonly file: number;
  /** Of tracks that have no stream of their own. */
  readonly firstFreeId: number;
}

/** @param read in the order of the candidates. @throws what is not about the master. */
export function transportText(
  candidates: readonly TextCandidate[],
  read: readonly PromiseSettledResult<TransportText>[],
  { file, firstFreeId }: TextFile,
): FoundText {
  const text: TextTrack[] = [];
  const ignored: IgnoredTrack[] = [];
  let freeId = firstFreeId;
  for (const [i, candidate] of candidates.entries()) {
    const services = textServices(candidate.stream.entry, candidate.text.codec);
    for (const [number, service] of services.slice(0, MAX_TEXT_TRACKS - text.length).entries()) {
      const own = { ...candidate, id: number === 0 ? candidate.id : freeId++ };
      const track = textTrack(own, service, read[i]!, file);
      if (typeof track === 'string') ignored.push(ignoredTrack(own, track));
      else text.push(track);
    }
  }
  return { text, ignored };
}

/** A text, or why it is not read. */
function textTrack(
  { id, text }: TextCandidate,
  { has, ...description }: TextService,
  read: PromiseSettledResult<TransportText>,
  file: number,
): TextTrack | string {
  const shown = shownOrReason(
    read.status === 'rejected' ? read : { ...read, value: shownOf(read.value, has) },
  );
  if (typeof shown === 'string') return shown;
  if (shown.length === 0 || read.status === 'rejected') return 'it is never sent';
  return {
    ...{ id, file, format: text, name: '', isDefault: false, isForced: false },
    ...description,
    samples: { ...textSamples(shown), packets: read.value.packets },
  };
}

/** Each until the next one of the same text. */
function shownOf({ placed, end }: TransportText, has: TextService['has']): ShownSample[] {
  const own = placed.filter(({ page }) => has(page));
  return own.map(({ offset, size, start }, i) => ({ offset, size, start, end: own[i + 1]?.start ?? end }));
}
