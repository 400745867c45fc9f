/**
 * The ISO base media file format (ISO/IEC 14496-12): one file per box, with the standard's table above its code.
 *
 * Writers take plain values and return new arrays; readers return values, or views of the bytes they are given. This room
 * does no I/O and knows neither codecs' bitstreams nor manifests. Times are in ticks of the track's timescale, sizes in
 * bytes, ranges half-open. Writers throw OnplayError `packaging_impossible` for a value that does not fit its field,
 * readers throw `encoder_output_malformed` for bytes that are not a whole, consistent box.
 */

// Byte arrays: the sum of their lengths, and their concatenation in a new array.

export { byteLength, concat } from './box.js';

// The two errors of this room and of the packager, each made from a reason. `packaging_impossible` is about the master or
// the configuration, and permanent; `encoder_output_malformed` is retryable.

export { encoderOutputMalformed, packagingImpossible } from './errors.js';

// Writers for an init segment: `ftyp`, `moov` of a fragmented movie with one track (id 1), and `stsd` with its `avc1`
// (ISO/IEC 14496-15) or `mp4a` (ISO/IEC 14496-14) entry. `aacLowComplexityConfig` returns an AudioSpecificConfig,
// `channelConfiguration` a code point of ISO/IEC 23091-3; both throw `packaging_impossible` for what the tables lack.

export { aacLowComplexityConfig } from './audio-specific-config.js';
export { type AvcSampleEntry, avc1 } from './avc1.js';
export { CMAF_HEADER_BRANDS, MEDIA_SEGMENT_BRANDS } from './brands.js';
export { channelConfiguration } from './channel-configuration.js';
export { type Brands, ftyp, styp } from './ftyp.js';
export { type MovieValues, moov } from './moov.js';
export { mp4a } from './mp4a.js';
export { stsd } from './stsd.js';

// Writers for a media segment (`styp` is above): `moof` with one track run, and the header of the `mdat` box with its
// data, in 64 bits beyond 4 GiB. `sampleFlags` and `isSync` convert between sync samples and sample flags (8.8.3.1).

export { mdatHeader } from './mdat.js';
export { moof } from './moof.js';
export { isSync, sampleFlags } from './sample-flags.js';

// Readers. `readBoxes` yields the boxes that fill a range, `onlyBox` and `boxesOfType` find children, `fieldsOf` reads the
// fields of a box in order. The others read one box each, also as other writers lay it out; `readTrun` takes an upper
// limit on the number of samples, so that a forged count costs no memory. `FragmentSample` and `FragmentDefaults` are
// values of the writers too.

export { readAudioSpecificConfig } from './esds.js';
export { readMdhdTimescale } from './mdhd.js';
export { type BoxSpan, boxesOfType, fieldsOf, onlyBox, readBoxes } from './read-boxes.js';
export { readTfdt } from './tfdt.js';
export { type FragmentDefaults, readTfhd, type TrackFragmentHeader } from './tfhd.js';
export { readTrex, type SampleDefaults } from './trex.js';
export { type FragmentSample, readTrun } from './trun.js';
