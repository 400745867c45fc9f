/** How the samples of a track are to be read, by what its container says of the codec. */

import type { NalFraming, ReadableCodec, SampleSyntax } from '../../bitstream/index.js';
import { codecConfiguration, visualDecoderConfig } from '../../demux/index.js';
import { avcLengthSize, hevcLengthSize } from '../../isobmff/index.js';

/** Sample entries, codec ids of Matroska, codes of Video for Windows in capitals. */
const CODINGS: Readonly<Record<ReadableCodec, RegExp>> = {
  h264: /^(avc[1-4]|dva[v1]|V_MPEG4\/ISO\/AVC|[HX]264|AVC1|DAVC|VSSH)$/,
  hevc: /^(hvc1|hev1|dvh[1e]|V_MPEGH\/ISO\/HEVC|HEVC|H265|HVC1)$/,
  av1: /^(av01|V_AV1|AV01)$/,
  vp8: /^(vp08|V_VP8|VP80)$/,
  vp9: /^(vp09|V_VP9|VP90)$/,
  mpeg2video: /^(m[12]v1|mp[12]v|mpg[12]|MPG[12]|hdv[1-9a]|xdv[1-9a-f]|xd5[1-9a-f]|mx[345][np]|V_MPEG[12])$/i,
  mpeg4: /^(V_MPEG4\/ISO\/A?S?P|XVID|DIVX|DX50|FMP4|M4S2|3IV2|RMP4|SEDG|UMP4|XVIX|BLZ0)$/i,
  h263: /^(s263|h263|U263)$/i,
  flv1: /^FLV1$/i,
  vc1: /^(vc-1|WVC1)$/i,
  msmpeg4: /^(MP4[23]|DIV[2-6]|AP41|COL1|MPG3|WMV1)$/i,
  wmv2: /^WMV2$/i,
  theora: /^V_THEORA$/,
};

/** `objectTypeIndication` (ISO/IEC 14496-1 table 5) of `mp4v`. */
const MPEG4_VISUAL = 0x20;
const [FIRST_MPEG2, LAST_MPEG2, MPEG1] = [0x60, 0x65, 0x6a];

/**
 * Returns how the samples of a track are to be read; undefined for codecs whose headers are not read.
 * @param coding as the container names the codec. @param sampleDescription empty where there is none.
 */
export function sampleSyntax(coding: string, sampleDescription: Uint8Array): SampleSyntax | undefined {
  const config = visualDecoderConfig(sampleDescription);
  const codec = /^mp4v$/i.test(coding) ? objectCodec(config?.objectType) : namedCodec(coding);
  if (!codec) return undefined;
  return {
    codec,
    framing: nalFraming(codec, sampleDescription),
    isConfigured: (config?.specificInfo.byteLength ?? 0) > 0,
  };
}

function namedCodec(coding: string): ReadableCodec | undefined {
  const found = Object.entries(CODINGS).find(([, pattern]) => pattern.test(coding));
  return found?.[0] as ReadableCodec | undefined;
}

function objectCodec(type = MPEG4_VISUAL): ReadableCodec | undefined {
  if (type === MPEG4_VISUAL) return 'mpeg4';
  return (type >= FIRST_MPEG2 && type <= LAST_MPEG2) || type === MPEG1 ? 'mpeg2video' : undefined;
}

/** How the NAL units of H.264 and HEVC are separated in the samples of a track. */
export function nalFraming(codec: ReadableCodec, sampleDescription: Uint8Array): NalFraming {
  const type = codec === 'hevc' ? 'hvcC' : 'avcC';
  const configuration = codecConfiguration(sampleDescription, type);
  if (!configuration) return 'start codes';
  return (type === 'hvcC' ? hevcLengthSize(configuration) : avcLengthSize(configuration)) as NalFraming;
}
