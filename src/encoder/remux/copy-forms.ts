/** In which files a stream can be stored alone, with exactly its frames at exactly its times. Pure. */
import type { Stream } from './list-streams.js';

/** ffmpeg's name of a container that is read in place. */
export type CopyFormat = 'mp4' | 'mov' | 'matroska';

/** One way to store a stream. */
export interface CopyForm {
  readonly format: CopyFormat;
  /** Options of ffmpeg's output. */
  readonly codec: readonly string[];
  /** Whether it is decoded for that, which takes far longer than copying. */
  readonly isDecoded: boolean;
}

const COPY: readonly string[] = ['-c', 'copy'];
const copied = (format: CopyFormat, codec = COPY): CopyForm => ({ format, codec, isDecoded: false });

/** Gaps are filled with silence: an encoder would join what is around them. */
const TO_FLAC: CopyForm = {
  ...{ format: 'mp4', isDecoded: true },
  codec: ['-c', 'flac', '-af', 'aresample=async=1:min_hard_comp=0.05'],
};
/** Lossless like FLAC, and every frame is a keyframe. */
const TO_FFV1: CopyForm = {
  ...{ format: 'matroska', isDecoded: true },
  codec: ['-c', 'ffv1', '-level', '3', '-g', '1', '-fps_mode', 'passthrough'],
};

/**
 * How a stream can be stored, from the best way to the last. A container that cannot hold the codec refuses it as soon as its
 * header is written, so that trying costs little.
 * @param isPacked whether the B-frames of MPEG-4 are packed into the samples before them, as old AVI has it.
 */
export function copyForms(
  { kind, codec }: Pick<Stream, 'kind' | 'codec'>,
  isPacked: boolean,
): readonly CopyForm[] {
  return kind === 'audio' ? audioForms(codec) : videoForms(codec, isPacked);
}

/** Decoding a film takes long, and what comes out is large: all containers are tried before. */
function videoForms(codec: string, isPacked: boolean): readonly CopyForm[] {
  const formats = VIDEO[codec] ?? ['mp4', 'mov', 'matroska'];
  const copy = isPacked && codec === 'mpeg4' ? [...COPY, '-bsf', 'mpeg4_unpack_bframes'] : COPY;
  return [...formats.map((format) => copied(format, copy)), TO_FFV1];
}

/** Copied where a container is known to hold the codec exactly: ffmpeg writes many that it does not read again like that. */
function audioForms(codec: string): readonly CopyForm[] {
  const format = AUDIO[codec] ?? (/^pcm_[suf]\d+([lb]e)?$/.test(codec) ? 'mov' : undefined);
  return [...(format ? [copied(format)] : []), TO_FLAC];
}

/** Codecs that some of the containers hold in a form that ffmpeg does not read again. */
const VIDEO: Readonly<Record<string, readonly CopyFormat[]>> = {
  ...{ vp8: ['matroska'], theora: ['matroska'], rawvideo: ['matroska', 'mov'] },
  ...{ rv10: [], rv20: [], rv30: [], rv40: [] },
};

/** Not those of which a sample holds several frames, or that begin with one that only a decoder leaves out, as Vorbis does. */
const AUDIO: Readonly<Record<string, CopyFormat>> = {
  ...{ aac: 'mp4', mp3: 'mp4', mp2: 'mp4', ac3: 'mp4', eac3: 'mp4', dts: 'mp4', truehd: 'mp4' },
  ...{ flac: 'mp4', alac: 'mp4', opus: 'mp4' },
  ...{ pcm_alaw: 'mov', pcm_mulaw: 'mov', amr_nb: 'mov', amr_wb: 'mov' },
  ...{ wavpack: 'matroska', mlp: 'matroska' },
};
