import type { Box } from '../boxes/read-box.js';
import { box, fullBox, u32, u64 } from '../boxes/write-box.js';
import { TRACK_ID } from './tkhd.js';

/** The values of a sample for which neither its run nor its fragment states others. */
export interface SampleDefaults {
  /** Index of the entry of `stsd`, from 1. */
  readonly sampleDescriptionIndex: number;
  /** In ticks. */
  readonly duration: number;
  /** In bytes. */
  readonly size: number;
  /** Sample flags (ISO/IEC 14496-12 8.8.3.1). */
  readonly flags: number;
}

/**
 * ISO/IEC 14496-12 8.8.1 Movie extends box, with a track extends box for each track (8.8.3) and, where the duration of
 * the whole movie is known, the movie extends header box (8.8.2)
 *
 *     fragment_duration                 u64 in version 1, in ticks of the movie
 *
 *     track_ID                          u32
 *     default_sample_description_index  u32  1
 *     default_sample_duration           u32  0
 *     default_sample_size               u32  0
 *     default_sample_flags              u32  0
 *
 * The defaults here are unused: every fragment states its own values, as CMAF's brand `cmf2` requires.
 */
export function mvex(trackIds: readonly number[] = [TRACK_ID], duration?: number): Uint8Array {
  const header = duration === undefined ? [] : [fullBox('mehd', 1, 0, u64(duration))];
  return box('mvex', ...header, ...trackIds.map((id) => fullBox('trex', 0, 0, u32(id, 1, 0, 0, 0))));
}

/** Reads the track id and the sample defaults of a `trex` box. */
export function readTrex(trex: Box): SampleDefaults & { readonly trackId: number } {
  const { fields } = trex.fullBox();
  return {
    trackId: fields.u32(),
    sampleDescriptionIndex: fields.u32(),
    duration: fields.u32(),
    size: fields.u32(),
    flags: fields.u32(),
  };
}
