/** The first bytes of containers that are not read as a movie, and of audio without one whose frames begin alike. */

/** By the name of the only ffmpeg demuxer that may read each. */
export const CONTAINERS: readonly [name: string, offset: number, signature: string][] = [
  ['matroska', 0, '\x1a\x45\xdf\xa3'],
  ['ogg', 0, 'OggS'],
  ['flv', 0, 'FLV\x01'],
  ['asf', 0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11'],
  ['mpeg', 0, '\x00\x00\x01\xba'],
  // A sequence header of MPEG-1 or MPEG-2 video without a container.
  ['mpegvideo', 0, '\x00\x00\x01\xb3'],
  ['avi', 8, 'AVI '],
  ['mxf', 0, '\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02'],
  ['rm', 0, '.RMF'],
  // RIFF, RIFX, RF64 and BW64.
  ['wav', 8, 'WAVE'],
  ['w64', 0, 'riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb'],
  ['aiff', 8, 'AIFF'],
  ['aiff', 8, 'AIFC'],
  ['caf', 0, 'caff'],
  ['au', 0, '.snd'],
  ['flac', 0, 'fLaC'],
  ['wv', 0, 'wvpk'],
  ['tta', 0, 'TTA1'],
  ['ape', 0, 'MAC '],
  ['amr', 0, '#!AMR'],
  // Major sync words of MLP, after the length and the timing of an access unit.
  ['truehd', 4, '\xf8\x72\x6f\xba'],
  ['mlp', 4, '\xf8\x72\x6f\xbb'],
  ['dtshd', 0, 'DTSHDHDR'],
  // Sync words of ETSI TS 102 114: the core in 16 or 14 bits of either byte order, and an extension substream.
  ['dts', 0, '\x7f\xfe\x80\x01'],
  ['dts', 0, '\xfe\x7f\x01\x80'],
  ['dts', 0, '\x1f\xff\xe8\x00'],
  ['dts', 0, '\xff\x1f\x00\xe8'],
  ['dts', 0, '\x64\x58\x20\x25'],
];
