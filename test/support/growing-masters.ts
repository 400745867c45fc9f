/** Recordings whose frames are numbered, for tests that write them bit by bit. */
import { readFile, writeFile } from 'node:fs/promises';
import { cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';
import { masterArguments, type Recipe } from './master-arguments.js';

export const RECORDED_SECONDS = 16;
const RATE = 25;
export const RECORDED_FRAMES = RECORDED_SECONDS * RATE;

const CONTENT = {
  video: { width: 426, height: 240, rate: `${RATE}`, frames: RECORDED_FRAMES },
  audio: [{ seconds: RECORDED_SECONDS }],
};
const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '34', '-bf', '2', '-g', `${RATE}`];
const AAC = ['-c:a', 'aac', '-b:a', '64k'];

const RECORDINGS = {
  'fragmented MP4, which never says that it is whole': {
    ...CONTENT,
    container: 'mp4',
    encode: [...H264, ...AAC, '-movflags', 'frag_keyframe+empty_moov+default_base_moof'],
    finish: (file: Buffer) => file.subarray(0, Math.max(0, file.lastIndexOf('mfra') - 4) || file.length),
  },
  'Matroska that is copied into its place': {
    ...CONTENT,
    container: 'matroska',
    extension: 'mkv',
    encode: [...H264, ...AAC, '-cluster_time_limit', '1000'],
  },
  'live WebM': {
    ...CONTENT,
    container: 'webm',
    encode: [
      ...['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '300k', '-g', `${RATE}`],
      ...['-c:a', 'libopus', '-b:a', '64k', '-live', '1', '-cluster_time_limit', '1000'],
    ],
  },
  'a transport stream of television, which never says that it is whole': {
    ...CONTENT,
    container: 'mpegts',
    extension: 'ts',
    encode: [
      ...['-c:v', 'mpeg2video', '-q:v', '2', '-bf', '2', '-g', '25', '-c:a', 'ac3', '-b:a', '192k'],
      ...['-muxrate', '2M', '-mpegts_flags', '+resend_headers'],
    ],
  },
  'a transport stream of H.264 and AAC': {
    ...CONTENT,
    container: 'mpegts',
    extension: 'ts',
    encode: [...H264, ...AAC],
  },
} satisfies Record<string, Recipe>;

export type RecordingKind = keyof typeof RECORDINGS;
export const recordingKinds = Object.keys(RECORDINGS) as RecordingKind[];

/** The extension of a kind's file. */
export function extensionOf(kind: RecordingKind): string {
  const recipe: Recipe = RECORDINGS[kind];
  return recipe.extension ?? recipe.container;
}

/** The path of the whole recording; treat it as read-only. */
export function recording(kind: RecordingKind): Promise<string> {
  const recipe: Recipe = RECORDINGS[kind];
  return cachedMaster({
    name: `recording-${recordingKinds.indexOf(kind)}`,
    extension: extensionOf(kind),
    recipe: [...masterArguments(recipe, ''), recipe.finish?.toString() ?? ''],
    write: async (partial) => {
      await runToolOrFail('ffmpeg', masterArguments(recipe, partial));
      if (recipe.finish) await writeFile(partial, recipe.finish(await readFile(partial)));
    },
  });
}

const MINUTE_SECONDS = 60;
export const RECORDED_MINUTE_FRAMES = MINUTE_SECONDS * RATE;

/** A minute of video and audio to be recorded from, in real time. */
export function minuteRecording(): Promise<string> {
  const recipe: Recipe = {
    container: 'mp4',
    video: { ...CONTENT.video, frames: RECORDED_MINUTE_FRAMES },
    audio: [{ seconds: MINUTE_SECONDS }],
    encode: [...H264, ...AAC],
  };
  return cachedMaster({
    name: 'recording-minute',
    extension: 'mp4',
    recipe: masterArguments(recipe, ''),
    write: (partial) => runToolOrFail('ffmpeg', masterArguments(recipe, partial)),
  });
}
