/** Counts the samples of each track in movie fragments, without reading their tables (ISO 14496-12 8.8). */
import { type Box, readSampleCount, readTrackId } from '../../isobmff/index.js';
import { damaged, tooComplex } from '../../tracks/index.js';
import { masterBox } from '../master-boxes.js';
import { MAX_FRAGMENT_BOXES } from './limits.js';
import type { MovieResume } from './movie-resume.js';

/** A movie has at most 100 tracks; further ids belong to none of them. */
const MAX_TRACK_IDS = 1000;

export class FragmentCounts {
  /** Samples by track id. */
  readonly samples: Map<number, number>;
  /** Size of all fragments added so far. */
  bytes = 0;
  #boxes = 0;

  /** @param before samples by track id of the fragments before those that are added. */
  constructor(before: MovieResume['fragmentSamples'] = []) {
    this.samples = new Map(before);
  }

  /**
   * @param moof a whole `moof` box.
   * @throws OnplayError `master_damaged` for a malformed box, `master_too_complex` for too many boxes in all fragments.
   */
  add(moof: Uint8Array): void {
    this.bytes += moof.byteLength;
    for (const child of masterBox(moof)?.children() ?? []) {
      this.#count();
      if (child.type === 'traf') this.#addTrack(child);
    }
  }

  #addTrack(traf: Box): void {
    let trackId: number | undefined;
    let samples = 0;
    for (const box of traf.children()) {
      this.#count();
      if (box.type === 'tfhd') trackId ??= readTrackId(box);
      if (box.type === 'trun') samples += readSampleCount(box);
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
