/**
 * What the first bits of a coded picture say, without decoding it: the codecs' headers as far as random access, the order of frames
 * and the format of a picture depend on them. Bytes in, values out; undefined, never an error, where bytes say nothing.
 */

// One picture of any codec: whether decoding can begin with it (ISO/IEC 14496-10 and 23008-2, among others), and what it refers to.

export type { CodedPicture, RandomAccess } from './coded-picture.js';
export { pictureReader, type ReadableCodec, type SampleSyntax } from './picture-reader.js';

// By codec. Order readers give the picture order count from one sample to the next; `videoPlanes` are those of one chunk of
// MPEG-4 part 2 (ISO/IEC 14496-2), which may hold several (packed B-frames).

export { readH264Picture } from './h264/picture.js';
export { h264OrderReader } from './h264/picture-order.js';
export { readHevcPicture } from './hevc/picture.js';
export { hevcOrderReader } from './hevc/picture-order.js';
export { readMpeg2Picture } from './mpeg2-picture.js';
export { isUncodedPlane, timeIncrementBits } from './mpeg4-layer.js';
export { readMpeg4Picture, videoPlanes } from './mpeg4-picture.js';
export type { PictureOrder } from './picture-order.js';
export { readVc1Picture } from './vc1-picture.js';

// NAL units, with lengths or start codes before them, and their payload without emulation prevention; single bits.

export { BitReader } from './bit-reader.js';
export { framedUnits, type NalFraming, unescaped } from './nal-stream.js';
export { nalUnits } from './nal-units.js';

// Captions of CEA-608 and CEA-708 in frames: `sampleCaptions` finds their data, `withCaptions` writes them into samples of H.264,
// `CaptionServicesReader` tells which channels and services they have.

export { CC_TYPE, type Construct } from './captions/caption-data.js';
export { withCaptions } from './captions/caption-sei.js';
export { type CaptionServices, CaptionServicesReader } from './captions/caption-services.js';
export { type CaptionSyntax, isCaptionedCodec, sampleCaptions } from './captions/sample-captions.js';
