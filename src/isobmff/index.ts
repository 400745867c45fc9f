/**
 * The ISO base media file format (ISO/IEC 14496-12), both directions: one file per box, which has the standard's table, the
 * writer if Onplay writes the box, and the reader if it reads it. Decoder configuration records are in `configuration/`.
 *
 * Writers take plain values and return new arrays; readers return values, or views of the bytes they are given. This room
 * does no I/O and knows neither codecs' bitstreams nor manifests. Times are in ticks of the track's timescale, sizes in
 * bytes, ranges half-open. Writers throw OnplayError `packaging_impossible` for a value that does not fit its field; readers
 * throw the errors of the rules that boxes are read by.
 */

// Reading boxes. `boxesOf` returns bytes as a `Box` whose children fill them; `BoxRules` say how strictly they are read and
// what is thrown. `readBoxHeader` reads one header, for walking over boxes that are not in memory.

export type { BoxRules } from './boxes/box-data.js';
export { LARGE_HEADER_BYTES, readBoxHeader, SHORT_HEADER_BYTES } from './boxes/box-header.js';
export { type Box, boxesOf } from './boxes/read-box.js';

// Writing boxes. `box` writes one of any type around its contents. Byte arrays: the sum of their lengths, and their
// concatenation in a new array. `packagingImpossible` returns the error of writers, from a reason.

export { box, byteLength, concat } from './boxes/write-box.js';
export { packagingImpossible } from './errors.js';

// `ftyp`, `styp`, and the header of the `mdat` box with its data, in 64 bits beyond 4 GiB.

export { CMAF_HEADER_BRANDS, MEDIA_SEGMENT_BRANDS } from './file/brands.js';
export { type Brands, ftyp, styp } from './file/ftyp.js';
export { mdatHeader } from './file/mdat.js';

// The movie. `moov` writes that of a fragmented movie with one track (id 1), `fragmentedMoov` and `wholeMoov` those of movies of
// several tracks (ids from 1) with and without fragments; the readers read one box each, also as other writers lay it out.

export { isSelfContained } from './movie/dinf.js';
export { readElng } from './movie/elng.js';
export { type Edit, readElst } from './movie/elst.js';
export { readHdlr } from './movie/hdlr.js';
export { languageCode } from './movie/language-code.js';
export { readMdhd } from './movie/mdhd.js';
export {
  fragmentedMoov,
  type MovieOf,
  type MovieValues,
  moov,
  type TrackOfMany,
  type TrackValues,
  type WholeTrack,
  wholeMoov,
} from './movie/moov.js';
export { readMvhd } from './movie/mvhd.js';
export { readTkhd } from './movie/tkhd.js';
export { readTrackReference } from './movie/tref.js';
export { readTrex, type SampleDefaults } from './movie/trex.js';

// Sample tables. Those of times are read in bulk, the others where they are: a day of video has millions of entries. The `…_COUNT_OFFSET` say where in the contents of a table the number
// of its samples or chunks stands, so that it can be read without the table.

export { addCompositionOffsets, ctts } from './tables/ctts.js';
export { CHUNK_COUNT_OFFSET, type ChunkOffsets, co64, readCo64, readStco } from './tables/stco.js';
export { type ChunkRuns, readStsc, stsc } from './tables/stsc.js';
export { markSyncSamples, stss } from './tables/stss.js';
export {
  readConstantSize,
  readStsz,
  readStz2,
  SAMPLE_COUNT_OFFSET,
  SAMPLE_SIZE_OFFSET,
  type SampleSizes,
  stsz,
} from './tables/stsz.js';
export { constantDuration, readStts, stts } from './tables/stts.js';

// Movie fragments. `moof` writes one track run. `TrackRun` reads the samples of a run one by one, so that a forged count costs
// no memory. `sampleFlags` returns the flags (8.8.3.1) of a sync sample or of another. `mfra` is the index of a file of fragments.

export { mfra, mfraSize, type RandomAccessPoint } from './fragment/mfra.js';
export { moof } from './fragment/moof.js';
export { sampleFlags } from './fragment/sample-flags.js';
export { readTfdt } from './fragment/tfdt.js';
export {
  dataBase,
  effectiveDefaults,
  type FragmentDefaults,
  readTfhd,
  readTrackId,
} from './fragment/tfhd.js';
export { type FragmentSample, readSampleCount, TrackRun } from './fragment/trun.js';

// Sample descriptions: `stsd`, entries of any coding with the boxes that describe video, `avc1` (ISO/IEC 14496-15), `mp4a`
// (ISO/IEC 14496-14) and `tx3g` (3GPP TS 26.245).

export {
  AUDIO_FIELDS_BYTES,
  type AudioDescription,
  type AudioPacket,
  audioSampleEntry,
  readAudioSampleEntry,
} from './description/audio-sample-entry.js';
export { type AvcSampleEntry, avc1 } from './description/avc1.js';
export { type Colour, colr } from './description/colr.js';
export { mp4a } from './description/mp4a.js';
export { pasp } from './description/pasp.js';
export { firstSampleEntry, leadingEntries, sampleEntries, stsd } from './description/stsd.js';
export { tx3g } from './description/tx3g.js';
export {
  readVisualSampleEntry,
  VISUAL_FIELDS_BYTES,
  type VisualDescription,
  visualSampleEntry,
} from './description/visual-sample-entry.js';

// The meta box of a file with one image (ISO/IEC 23008-12).

export { type ImageItem, imageMeta } from './image/meta.js';

// Decoder configuration records: of AVC and HEVC (ISO/IEC 14496-15), and the AudioSpecificConfig (ISO/IEC 14496-3), as it is
// written for AAC-LC and found in an `esds` box. `channelConfiguration` returns a code point of ISO/IEC 23091-3. Readers return
// undefined for a record that is missing or cut short; writers throw `packaging_impossible` for what the tables lack.

export { aacLowComplexityConfig } from './configuration/audio-specific-config.js';
export { avcLengthSize, parseAvcConfiguration } from './configuration/avcc.js';
export { channelConfiguration } from './configuration/channel-configuration.js';
export { readAudioSpecificConfig, readDecoderConfig } from './configuration/esds.js';
export { hevcLengthSize, hevcParameterSets } from './configuration/hvcc.js';
