import { box, fullBox, u32 } from './box.js';
import { type BoxSpan, fieldsOf } from './read-boxes.js';
import { TRACK_ID } from './tkhd.js';

/** What a sample is where nothing nearer to it says otherwise. */
export interface SampleDefaults {
  /** In ticks. */
  readonly duration: number;
  /** In bytes. */
  readonly size: number;
  /** ISO/IEC 14496-12 8.8.3.1. */
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
 * CMAF's brand `cmf2` wants every default in the fragment itself, so those here say nothing.
 */
export function mvex(): Uint8Array {
  return box('mvex', fullBox('trex', 0, 0, u32(TRACK_ID, 1, 0, 0, 0)));
}

/** The track and the defaults of a `trex` box. */
export function readTrex(bytes: Uint8Array, span: BoxSpan): SampleDefaults & { readonly trackId: number } {
  const fields = fieldsOf(bytes, span);
  fields.skip(4);
  const trackId = fields.u32();
  fields.skip(4);
  return { trackId, duration: fields.u32(), size: fields.u32(), flags: fields.u32() };
}
