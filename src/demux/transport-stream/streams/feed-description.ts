/** How a track is described to a decoder, in a transport stream of its own. */
import {
  registration,
  type StreamDescription,
  type StreamEntry,
  streamHeader,
} from '../../../transport-stream/index.js';
import type { MediaCodec } from './stream-kind.js';

/** Private data with a registered format. */
const registered = (code: string) => ({ streamType: 6, info: registration(code) });
const none = new Uint8Array();

/** Types by which demuxers know the codec without looking into the stream. */
const DESCRIPTIONS: Readonly<Record<MediaCodec, Partial<StreamDescription>>> = {
  mpeg2video: { streamType: 0x02 },
  mpeg4: { streamType: 0x10 },
  h264: { streamType: 0x1b },
  hevc: { streamType: 0x24 },
  vc1: { streamType: 0xea },
  mp2: { streamType: 0x03 },
  aac: { streamType: 0x0f },
  aac_latm: { streamType: 0x11 },
  ac3: registered('AC-3'),
  eac3: registered('EAC3'),
  dts: registered('DTS1'),
  truehd: { streamType: 0x83, programInfo: registration('HDMV') },
  opus: { streamType: 6 },
  pcm_bluray: { streamType: 0x80, programInfo: registration('HDMV') },
  s302m: registered('BSSD'),
};

const VIDEO_ID = 0xe0;
const AUDIO_ID = 0xc0;
const PRIVATE_ID = 0xbd;
const AUDIO_CODECS: ReadonlySet<MediaCodec> = new Set(['mp2', 'aac', 'aac_latm']);
const VIDEO_CODECS: ReadonlySet<MediaCodec> = new Set(['mpeg2video', 'mpeg4', 'h264', 'hevc', 'vc1']);

/** The tables of a transport stream that has this track alone. @param entry its own description, which Opus needs. */
export function feedHeader(codec: MediaCodec, { info }: Pick<StreamEntry, 'info'>): Uint8Array {
  const { streamType = 0, programInfo = none, info: own = none } = DESCRIPTIONS[codec];
  return streamHeader({ streamType, programInfo, info: codec === 'opus' ? info : own });
}

/** The stream_id of its PES packets. */
export function feedStreamId(codec: MediaCodec): number {
  if (VIDEO_CODECS.has(codec)) return VIDEO_ID;
  return AUDIO_CODECS.has(codec) ? AUDIO_ID : PRIVATE_ID;
}
