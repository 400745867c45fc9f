/** The video codecs of generated masters, as ffmpeg encodes them. */

export interface VideoEncoder {
  /** Output options for this distance between keyframes, in frames. */
  readonly options: (gop: number) => readonly string[];
  /** Width and height in pixels, if only some sizes can be encoded. */
  readonly sizes?: readonly (readonly [width: number, height: number])[];
  /** Frame rates, if only some can be encoded. */
  readonly rates?: readonly string[];
  /** Takes frames at any time. */
  readonly isVariable?: boolean;
  /** Takes 120 frames per second. */
  readonly isFast?: boolean;
}

/** ISO/IEC 13818-2 table 6-4. */
export const MPEG_RATES = ['24', '25', '30', '24000/1001', '30000/1001', '50', '60000/1001'];

const x264 = (gop: number, more: string) => [
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '24', '-bf', '2', '-g', `${gop}`],
  ...['-sc_threshold', '0', '-x264-params', `keyint-min=1:threads=1${more}`],
];
const x265 = (gop: number, more: string) => [
  ...['-c:v', 'libx265', '-preset', 'ultrafast', '-crf', '24'],
  ...['-x265-params', `log-level=error:pools=none:frame-threads=1:bframes=2:scenecut=0:keyint=${gop}${more}`],
];
const vpx = (codec: string, gop: number) => [
  ...['-c:v', codec, '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '600k', '-g', `${gop}`],
  ...['-auto-alt-ref', '1', '-lag-in-frames', '8'],
];
const byQuality = (codec: string, gop: number, ...more: string[]) => [
  ...['-c:v', codec, '-q:v', '2', '-g', `${gop}`, '-sc_threshold', '1000000000', ...more],
];
const intra = (...options: readonly string[]): VideoEncoder => ({ options: () => ['-c:v', ...options] });

export const videoEncoders = {
  h264: { options: (gop) => x264(gop, ''), isVariable: true, isFast: true },
  'h264-open-gop': { options: (gop) => x264(gop, ':open-gop=1') },
  'h264-intra-refresh': { options: (gop) => x264(gop, ':intra-refresh=1') },
  hevc: { options: (gop) => x265(gop, ':open-gop=0'), isVariable: true, isFast: true },
  'hevc-open-gop': { options: (gop) => x265(gop, ':open-gop=1') },
  av1: {
    options: (gop) => [
      '-c:v',
      'libaom-av1',
      '-usage',
      'realtime',
      '-cpu-used',
      '8',
      '-crf',
      '40',
      '-g',
      `${gop}`,
    ],
  },
  vp8: { options: (gop) => vpx('libvpx', gop), isVariable: true },
  vp9: { options: (gop) => vpx('libvpx-vp9', gop), isVariable: true },
  mpeg1: { options: (gop) => byQuality('mpeg1video', gop, '-bf', '2'), rates: MPEG_RATES },
  mpeg2: { options: (gop) => byQuality('mpeg2video', gop, '-bf', '2'), rates: MPEG_RATES },
  mpeg4: { options: (gop) => byQuality('mpeg4', gop, '-bf', '2') },
  'mpeg4-no-b': { options: (gop) => byQuality('mpeg4', gop) },
  msmpeg4: { options: (gop) => byQuality('msmpeg4', gop) },
  h263: { options: (gop) => byQuality('h263', gop), sizes: [[176, 144]], rates: ['30000/1001'] },
  flv1: { options: (gop) => byQuality('flv', gop) },
  wmv1: { options: (gop) => byQuality('wmv1', gop) },
  wmv2: { options: (gop) => byQuality('wmv2', gop) },
  theora: { options: (gop) => ['-c:v', 'libtheora', '-q:v', '7', '-g', `${gop}`] },
  mjpeg: intra('mjpeg', '-q:v', '4', '-pix_fmt', 'yuvj420p'),
  prores: intra('prores_ks', '-profile:v', '0'),
  dnxhr: { ...intra('dnxhd', '-profile:v', 'dnxhr_lb', '-pix_fmt', 'yuv422p'), sizes: [[256, 144]] },
  ffv1: intra('ffv1', '-level', '3'),
  huffyuv: intra('huffyuv'),
  utvideo: intra('utvideo'),
  png: intra('png'),
  qtrle: intra('qtrle'),
  uncompressed: intra('rawvideo', '-pix_fmt', 'yuv420p'),
} satisfies Readonly<Record<string, VideoEncoder>>;

export type VideoCodecName = keyof typeof videoEncoders;
