/** Masters that tests cut off: recordings in fragments of several layouts, and an upload that has its tables in front. */
import { cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';

const VIDEO = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=3'];
const TONE = ['-f', 'lavfi', '-i', 'sine=frequency=500:sample_rate=48000'];
const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '25', '-sc_threshold', '0', '-bf', '2'];
const AAC = ['-c:a', 'aac', '-b:a', '96k'];
const movflags = (flags: string) => ['-movflags', flags];

const KINDS = {
  'H.264 and AAC, a fragment for each GOP': [
    ...[...VIDEO, ...TONE, '-t', '3', ...H264, ...AAC],
    ...movflags('frag_keyframe+empty_moov+default_base_moof'),
  ],
  'HEVC and Opus, a fragment for each half second, track by track': [
    ...[...VIDEO, ...TONE, '-t', '3', '-c:v', 'libx265', '-preset', 'ultrafast', '-tag:v', 'hvc1'],
    ...['-c:a', 'libopus', '-frag_duration', '500000'],
    ...movflags('empty_moov+separate_moof'),
  ],
  'MPEG-4 and MP3, a fragment for each frame': [
    ...[...VIDEO, ...TONE, '-t', '3', '-c:v', 'mpeg4', '-g', '25', '-bf', '0', '-c:a', 'libmp3lame'],
    ...movflags('frag_every_frame+empty_moov'),
  ],
  'AAC alone': [...TONE, '-t', '3', ...AAC, '-frag_duration', '400000', ...movflags('empty_moov')],
  'H.264 and AAC, in MOV, with the first fragment in its tables': [
    ...[...VIDEO, ...TONE, '-t', '3', ...H264, ...AAC, ...movflags('frag_keyframe'), '-f', 'mov'],
  ],
} as const;

export type CutOffKind = keyof typeof KINDS;

/** The recordings in fragments. */
export const cutOffKinds = Object.keys(KINDS) as CutOffKind[];

/** The path of the whole master; treat it as read-only. */
export function cutOffMaster(kind: CutOffKind): Promise<string> {
  const name = `cut-off-${Object.keys(KINDS).indexOf(kind)}`;
  const args = ['-v', 'error', '-y', ...KINDS[kind], '-fflags', '+bitexact'];
  const write = (partial: string) => runToolOrFail('ffmpeg', [...args, ...format(kind), partial]);
  return cachedMaster({ name, extension: 'mp4', recipe: args, write });
}

function format(kind: CutOffKind): string[] {
  return kind.includes('MOV') ? [] : ['-f', 'mp4'];
}
