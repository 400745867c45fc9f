import { box, fullBox, u32 } from './box.js';
import { type BoxSpan, fieldsOf } from './read-boxes.js';
import { TRACK_ID } from './tkhd.js';

/** The values of a sample for which neither its run nor its fragment states others. */
export interface SampleDefaults {
  /** In ticks. */
  readonly duration: number;
  /** In bytes. */
  readonly size: number;
  /** Sample flags (ISO/IEC 14496-12 8.8.3.1). */
  readonly flags: number;
}

/**
 * ISO/IEC 14496-12 8.8.1 Movie extends box with one track extends box (8.8.3)
 *
 *     track_ID                          u32
 *     default_sample_description_index  u32  1
 *     default_sample_duration           u32  0
 *     default_sample_size               u32  0
 *     default_sample_flags              u32  0
 *
 * The defaults here are unused: every fragment states its own values, as CMAF's brand `cmf2` requires.
 */
export function mvex(): Uint8Array {
  return box('mvex', fullBox('trex', 0, 0, u32(TRACK_ID, 1, 0, 0, 0)));
}

/** Reads the track id and the sample defaults of a `trex` box. */
export function readTrex(bytes: Uint8Array, span: BoxSpan): SampleDefaults & { readonly trackId: number } {
  const fields = fieldsOf(bytes, span);
  fields.skip(4);
  const trackId = fields.u32();
  fields.skip(4);
  return { trackId, duration: fields.u32(), size: fields.u32(), flags: fields.u32() };
}
