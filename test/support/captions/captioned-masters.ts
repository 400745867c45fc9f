/** Masters with captions in their frames, which ffmpeg cannot make: made by it without, then rewritten. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { avc1 } from '../../../src/isobmff/index.js';
import { initSegment, mediaSegment, readFragments } from '../../../src/packager/index.js';
import { cachedMaster } from '../cached-master.js';
import { runToolOrFail } from '../ffmpeg.js';
import { type CaptionCue, pairsOf } from './caption-cues.js';
import {
  captionSei,
  captionUserData,
  fieldPair,
  servicePacket,
  type WrittenConstruct,
} from './caption-messages.js';

interface CaptionedMaster {
  readonly width: number;
  readonly height: number;
  readonly rate: number;
  readonly seconds: number;
  readonly container: 'mp4' | 'matroska' | 'mpegts';
  /** The captions of a frame. */
  readonly captions: (frame: number, frames: number) => readonly WrittenConstruct[];
}

/** Shown for a second and a half each. */
export const CUE_TEXTS = ['FIRST CAPTION', 'SECOND CAPTION', 'THIRD CAPTION', 'LAST CAPTION'];

function cuesAt(rate: number, prefix = ''): CaptionCue[] {
  return CUE_TEXTS.map((text, i) => ({
    text: prefix + text,
    firstFrame: Math.round((1.5 + 2.5 * i) * rate),
    endFrame: Math.round((3 + 2.5 * i) * rate),
  }));
}

/** As film is captioned: CC1 in every frame, and a service of CEA-708 now and then. */
function film(rate: number): CaptionedMaster['captions'] {
  const known = new Map<number, ReturnType<typeof pairsOf>>();
  return (frame, frames) => {
    const pairs = known.get(frames) ?? pairsOf(cuesAt(rate), 1, frames);
    known.set(frames, pairs);
    const service = frame % 12 === 0 ? servicePacket(1, [0x41, 0x42, 0x43]) : [];
    return [fieldPair(1, pairs[frame]), fieldPair(2), ...service];
  };
}

/** As television of 60 frames a second is: one field in the even frames, the other in the odd ones. */
function television(rate: number): CaptionedMaster['captions'] {
  const [first, second] = [1, 3].map((channel) => {
    const cues = cuesAt(rate / 2, channel === 3 ? 'X ' : '');
    return (frames: number) => pairsOf(cues, channel, frames);
  });
  return (frame, frames) => {
    const field = frame % 2 === 0 ? 1 : 2;
    const pairs = (field === 1 ? first! : second!)(Math.ceil(frames / 2));
    return [fieldPair(field, pairs[Math.floor(frame / 2)])];
  };
}

const MASTERS = {
  film: { width: 1280, height: 720, rate: 24, seconds: 13, container: 'mp4', captions: film(24) },
  'film in Matroska': {
    width: 640,
    height: 360,
    rate: 24,
    seconds: 13,
    container: 'matroska',
    captions: film(24),
  },
  'film in a transport stream': {
    width: 640,
    height: 360,
    rate: 24,
    seconds: 13,
    container: 'mpegts',
    captions: film(24),
  },
  television: { width: 1280, height: 720, rate: 60, seconds: 13, container: 'mp4', captions: television(60) },
} satisfies Record<string, CaptionedMaster>;

export type CaptionedKind = keyof typeof MASTERS;

/** The path of the master of this kind; treat it as read-only. */
export function captionedMaster(kind: CaptionedKind): Promise<string> {
  const master: CaptionedMaster = MASTERS[kind];
  const { container } = master;
  const extension = { mp4: 'mp4', matroska: 'mkv', mpegts: 'ts' }[container];
  const source = sourceArguments(master);
  const messages = Array.from({ length: framesOf(master) }, (_, frame) => messageOf(master, frame));
  return cachedMaster({
    name: `captioned-${kind.replaceAll(' ', '-')}`,
    extension,
    recipe: ['4', ...source, container, ...messages],
    write: async (partial) => {
      const plain = await runToolOrFail('ffmpeg', source);
      const movie = withMessages(plain, messages, master);
      if (container === 'mp4') return writeFile(partial, movie);
      const captioned = `${partial}.mp4`;
      await writeFile(captioned, movie);
      await runToolOrFail('ffmpeg', [
        '-v',
        'error',
        '-y',
        '-i',
        captioned,
        '-c',
        'copy',
        '-f',
        container,
        partial,
      ]);
      await rm(captioned);
    },
  });
}

export async function captionedBytes(kind: CaptionedKind): Promise<Buffer> {
  return readFile(await captionedMaster(kind));
}

function framesOf({ rate, seconds }: CaptionedMaster): number {
  return rate * seconds;
}

function messageOf(master: CaptionedMaster, frame: number): Buffer {
  return captionSei(captionUserData(master.captions(frame, framesOf(master)), 600 / master.rate));
}

/** With B-frames, whose order in the file is not that of the captions. */
function sourceArguments({ width, height, rate, seconds }: CaptionedMaster): string[] {
  return [
    ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=s=${width}x${height}:r=${rate}:d=${seconds}`],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '30', '-bf', '3', '-g', String(2 * rate)],
    ...[
      '-sc_threshold',
      '0',
      '-threads',
      '2',
      '-pix_fmt',
      'yuv420p',
      '-bsf:v',
      'filter_units=remove_types=6',
    ],
    ...['-video_track_timescale', '24000', '-f', 'mp4'],
    ...['-movflags', 'frag_keyframe+empty_moov+default_base_moof', 'pipe:1'],
  ];
}

/** The movie with a message before the first slice of each frame. */
function withMessages(
  plain: Buffer,
  messages: readonly Buffer[],
  { width, height }: CaptionedMaster,
): Buffer {
  const { samples, timescale, sampleEntry } = readFragments(plain);
  const order = samples
    .map((_, i) => i)
    .sort((a, b) => samples[a]!.compositionTime - samples[b]!.compositionTime);
  const data = samples.map((sample, i) => withUnit(sample.data, messages[order.indexOf(i)]!));
  const colour = { primaries: 2, transfer: 2, matrix: 2, fullRange: false };
  const init = initSegment({
    kind: 'video',
    ...{ timescale, width, height, language: 'und' },
    compositionDelay: samples[0]!.compositionTime - samples[0]!.decodeTime,
    sampleEntry: avc1({ width, height, avcC: sampleEntry.avcC!, colour }),
  });
  const segment = mediaSegment({
    sequenceNumber: 1,
    baseMediaDecodeTime: 0,
    samples: samples.map(({ decodeTime, compositionTime, duration, sync }, i) => ({
      size: data[i]!.byteLength,
      compositionOffset: compositionTime - decodeTime,
      ...{ duration, sync },
    })),
    data,
  });
  return Buffer.concat([init, segment]);
}

/** A sample, of NAL units with lengths of four bytes, with one more before its first slice. */
function withUnit(sample: Uint8Array, unit: Buffer): Buffer {
  const bytes = Buffer.from(sample);
  let at = 0;
  while ((bytes[at + 4]! & 0x1f) > 5) at += 4 + bytes.readUInt32BE(at);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(unit.length);
  return Buffer.concat([bytes.subarray(0, at), length, unit, bytes.subarray(at)]);
}
