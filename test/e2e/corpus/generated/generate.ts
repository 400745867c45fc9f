/** Makes the masters. */
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { cachedMaster } from '../../../support/cached-master.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';
import {
  masterArguments,
  type Recipe,
  type TestAudio,
  type TestVideo,
} from '../../../support/master-arguments.js';
import { audioEncoders } from './audio-encoders.js';
import { containerOf } from './containers.js';
import { withEdits } from './edit-list.js';
import { BYTES_LACKING, COPIED_FROM, clockOptions, editedRanges, SHARE_LEFT } from './edits.js';
import type { GeneratedAudio, GeneratedMaster, GeneratedVideo } from './recipes.js';
import { frameCountOf, sweepExpression, VARIABLE_SOURCE_RATE, VARIABLE_TIMES } from './test-signals.js';
import { videoEncoders } from './video-encoders.js';

/** A master that was written to a moment ago may be incomplete. */
const LONG_AGO = new Date('2026-01-01T00:00:00Z');

/** The path of the master; treat it as read-only. */
export function makeMaster(master: GeneratedMaster): Promise<string> {
  const recipe = recipeOf(master);
  return cachedMaster({
    ...{ name: `generated-${master.name}`, extension: containerOf(master.container).extension },
    recipe: [...masterArguments(recipe, ''), master.edit, `${COPIED_FROM} ${SHARE_LEFT} ${BYTES_LACKING}`],
    write: (partial) => write(master, recipe, partial),
  });
}

async function write(master: GeneratedMaster, recipe: Recipe, path: string): Promise<void> {
  await runToolOrFail('ffmpeg', masterArguments(recipe, path));
  if (master.edit === 'copied') await copyPart(master, path);
  const edited = editedBytes(master, await readFile(path));
  if (edited) await writeFile(path, edited);
  await utimes(path, LONG_AGO, LONG_AGO);
}

/** As a tool does that cuts without encoding. */
async function copyPart({ container }: GeneratedMaster, path: string): Promise<void> {
  const whole = `${path}.whole`;
  await writeFile(whole, await readFile(path));
  const { format, options = [] } = containerOf(container);
  const args = [
    '-v',
    'error',
    '-y',
    '-ss',
    `${COPIED_FROM}`,
    '-i',
    whole,
    '-map',
    '0',
    '-c',
    'copy',
    '-strict',
    '-2',
  ];
  await runToolOrFail('ffmpeg', [...args, '-fflags', '+bitexact', ...options, '-f', format, path]);
  await rm(whole);
}

function editedBytes({ edit, seconds }: GeneratedMaster, file: Buffer): Buffer | undefined {
  const ranges = editedRanges(edit, seconds);
  if (ranges) return withEdits(file, ranges);
  if (edit === 'cut-off') return file.subarray(0, Math.floor(SHARE_LEFT * file.length));
  return edit === 'cut-start' ? file.subarray(BYTES_LACKING) : undefined;
}

function recipeOf({ container, video, audio, seconds, edit }: GeneratedMaster): Recipe {
  const { format, options = [] } = containerOf(container);
  return {
    container: format,
    ...(video && { video: testVideo(video, seconds) }),
    ...(audio && { audio: [testAudio(audio, seconds)] }),
    encode: [
      ...(video ? videoEncoders[video.codec].options(video.gop) : []),
      ...(video?.rate === 'variable' ? ['-enc_time_base', '1:1000'] : []),
      ...(audio ? audioEncoders[audio.codec].options : []),
      ...clockOptions(edit),
      ...options,
    ],
  };
}

function testVideo(video: GeneratedVideo, seconds: number): TestVideo {
  const { width, height, rate, delay } = video;
  const isVariable = rate === 'variable';
  return {
    ...{ width, height, delay, frames: frameCountOf(video, seconds) },
    rate: isVariable ? VARIABLE_SOURCE_RATE : rate,
    ...(isVariable && { filters: VARIABLE_TIMES }),
  };
}

function testAudio({ sampleRate, channels, delay }: GeneratedAudio, seconds: number): TestAudio {
  const same = Array.from({ length: channels }, (_, channel) => `c${channel}=c0`).join('|');
  const layout = { 1: 'mono', 2: 'stereo', 6: '5.1' }[channels] ?? 'stereo';
  const graph = `aevalsrc='${sweepExpression()}':s=${sampleRate}:d=${seconds},pan=${layout}|${same}`;
  return { seconds, delay, graph };
}
