/**
 * ISO/IEC 14496-12 8.8.3.1 sample flags
 *
 *     reserved                     4 bits
 *     is_leading                   2 bits
 *     sample_depends_on            2 bits  1: on others, 2: on none
 *     sample_is_depended_on        2 bits
 *     sample_has_redundancy        2 bits
 *     sample_padding_value         3 bits
 *     sample_is_non_sync_sample    1 bit
 *     sample_degradation_priority  16 bits
 */
const DEPENDS_ON_OTHERS = 0x01000000;
const DEPENDS_ON_NONE = 0x02000000;
const NON_SYNC = 0x00010000;

/** The flags of a sync sample (at which decoding can start and which depends on no other), or of any other sample. */
export function sampleFlags(sync: boolean): number {
  return sync ? DEPENDS_ON_NONE : DEPENDS_ON_OTHERS | NON_SYNC;
}

/** Whether `flags` are those of a sync sample. */
export function isSync(flags: number): boolean {
  return (flags & NON_SYNC) === 0;
}
