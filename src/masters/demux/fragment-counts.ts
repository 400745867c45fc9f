/** Counts the samples of each track in movie fragments, without reading their tables (ISO 14496-12 8.8). */
import { MAX_FRAGMENT_BOXES } from '../limits.js';
import { damaged, tooComplex } from '../refusals.js';
import { boxesIn, viewOf } from './boxes.js';

/** A movie has at most 100 tracks; further ids belong to none of them. */
const MAX_TRACK_IDS = 1000;
/** Version and flags of a full box, which precede the track id in `tfhd` and the sample count in `trun`. */
const FULL_BOX_FIELDS = 4;

export class FragmentCounts {
  /** Samples by track id. */
  readonly samples = new Map<number, number>();
  /** Size of all fragments added so far. */
  bytes = 0;
  #boxes = 0;

  /**
   * @param moof a whole `moof` box.
   * @throws OnplayError `master_damaged` for a malformed box, `master_too_complex` for too many boxes in all fragments.
   */
  add(moof: Uint8Array): void {
    this.bytes += moof.byteLength;
    const [box] = boxesIn(moof);
    if (!box) return;
    for (const traf of boxesIn(moof, box.contentStart, box.end)) {
      this.#count();
      if (traf.type === 'traf') this.#addTrack(moof, traf.contentStart, traf.end);
    }
  }

  #addTrack(moof: Uint8Array, start: number, end: number): void {
    let trackId: number | undefined;
    let samples = 0;
    for (const box of boxesIn(moof, start, end)) {
      this.#count();
      if (box.type === 'tfhd') trackId ??= firstNumber(moof, box.contentStart, box.end);
      if (box.type === 'trun') samples += firstNumber(moof, box.contentStart, box.end);
    }
    if (trackId === undefined) throw damaged('a fragment has no track header');
    const before = this.samples.get(trackId);
    if (before !== undefined || this.samples.size < MAX_TRACK_IDS)
      this.samples.set(trackId, (before ?? 0) + samples);
  }

  #count(): void {
    this.#boxes++;
    if (this.#boxes > MAX_FRAGMENT_BOXES) throw tooComplex('its fragments have too many boxes');
  }
}

function firstNumber(bytes: Uint8Array, contentStart: number, end: number): number {
  const at = contentStart + FULL_BOX_FIELDS;
  if (at + 4 > end) throw damaged('a fragment is cut short');
  return viewOf(bytes).getUint32(at);
}
