/** Ids of the elements that are read or written (RFC 8794 11, RFC 9559 5.1), with their length markers. */
export const ID = {
  // EBML: anywhere in a file.
  ebml: 0x1a45dfa3,
  docType: 0x4282,
  docTypeVersion: 0x4287,
  docTypeReadVersion: 0x4285,
  maxIdLength: 0x42f2,
  maxSizeLength: 0x42f3,

  segment: 0x18538067,
  // In a segment.
  seekHead: 0x114d9b74,
  info: 0x1549a966,
  tracks: 0x1654ae6b,
  cluster: 0x1f43b675,
  cues: 0x1c53bb6b,
  attachments: 0x1941a469,
  chapters: 0x1043a770,
  tags: 0x1254c367,

  // In a seek head.
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,

  // In cues.
  cuePoint: 0xbb,
  cueTime: 0xb3,
  cueTrackPositions: 0xb7,
  cueTrack: 0xf7,
  cueClusterPosition: 0xf1,
  cueRelativePosition: 0xf0,

  // In the segment information.
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  dateUtc: 0x4461,
  title: 0x7ba9,
  muxingApp: 0x4d80,

  // In a track entry.
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackUid: 0x73c5,
  trackType: 0x83,
  flagEnabled: 0xb9,
  flagDefault: 0x88,
  flagForced: 0x55aa,
  flagHearingImpaired: 0x55ab,
  defaultDuration: 0x23e383,
  name: 0x536e,
  language: 0x22b59c,
  languageBcp47: 0x22b59d,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  codecDelay: 0x56aa,
  seekPreRoll: 0x56bb,
  video: 0xe0,
  audio: 0xe1,
  contentEncodings: 0x6d80,

  // In the description of video.
  flagInterlaced: 0x9a,
  fieldOrder: 0x9d,
  stereoMode: 0x53b8,
  uncompressedFourCc: 0x2eb524,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  pixelCropBottom: 0x54aa,
  pixelCropTop: 0x54bb,
  pixelCropLeft: 0x54cc,
  pixelCropRight: 0x54dd,
  displayWidth: 0x54b0,
  displayHeight: 0x54ba,
  displayUnit: 0x54b2,
  colour: 0x55b0,
  projection: 0x7670,
  projectionType: 0x7671,
  projectionPoseYaw: 0x7673,
  projectionPosePitch: 0x7674,
  projectionPoseRoll: 0x7675,

  // In the description of colour.
  matrixCoefficients: 0x55b1,
  bitsPerChannel: 0x55b2,
  range: 0x55b9,
  transferCharacteristics: 0x55ba,
  primaries: 0x55bb,
  maxCll: 0x55bc,
  maxFall: 0x55bd,
  masteringMetadata: 0x55d0,
  primaryRChromaticityX: 0x55d1,
  primaryRChromaticityY: 0x55d2,
  primaryGChromaticityX: 0x55d3,
  primaryGChromaticityY: 0x55d4,
  primaryBChromaticityX: 0x55d5,
  primaryBChromaticityY: 0x55d6,
  whitePointChromaticityX: 0x55d7,
  whitePointChromaticityY: 0x55d8,
  luminanceMax: 0x55d9,
  luminanceMin: 0x55da,

  // In the description of audio.
  samplingFrequency: 0xb5,
  outputSamplingFrequency: 0x78b5,
  channels: 0x9f,
  bitDepth: 0x6264,

  // In content encodings.
  contentEncoding: 0x6240,
  contentEncodingOrder: 0x5031,
  contentEncodingScope: 0x5032,
  contentEncodingType: 0x5033,
  contentCompression: 0x5034,
  contentCompAlgo: 0x4254,
  contentCompSettings: 0x4255,
  contentEncryption: 0x5035,
  contentEncAlgo: 0x47e1,

  // In chapters.
  editionEntry: 0x45b9,
  editionFlagDefault: 0x45db,
  editionFlagHidden: 0x45bd,
  chapterAtom: 0xb6,
  chapterTimeStart: 0x91,
  chapterFlagHidden: 0x98,
  chapterDisplay: 0x80,
  chapterString: 0x85,
  chapterLanguage: 0x437c,
  chapterLanguageBcp47: 0x437d,

  // In attachments.
  attachedFile: 0x61a7,
  fileName: 0x466e,
  fileMediaType: 0x4660,
  fileData: 0x465c,

  // In a cluster.
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
  blockDuration: 0x9b,
  referenceBlock: 0xfb,
  discardPadding: 0x75a2,
  blockAdditions: 0x75a1,
  blockMore: 0xa6,
  blockAddId: 0xee,
  blockAdditional: 0xa5,
} as const;

/** The elements that may stand directly in a segment: each of them ends a cluster of unknown size (RFC 8794 6.2). */
export const IN_SEGMENT: ReadonlySet<number> = new Set([
  ID.seekHead,
  ID.info,
  ID.tracks,
  ID.cluster,
  ID.cues,
  ID.attachments,
  ID.chapters,
  ID.tags,
]);
