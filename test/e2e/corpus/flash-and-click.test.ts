/** A click is heard with the flash that it was recorded with, whatever delay the codec has and however the file states it. */
import { expect, test } from 'vitest';
import { audioBeforeEncoding, INSTANT } from '../../encoder/produce/support/audio-before-encoding.js';
import { fedFrames } from '../../encoder/produce/support/fed-frames.js';
import { type MasterUnderTest, openMaster } from '../../encoder/produce/support/master-under-test.js';
import { cachedMaster } from '../../support/cached-master.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { partOf } from '../../support/part-of.js';

/** When the picture turns white and the noise begins: at a frame of 25 per second. */
const SECONDS = 2.2;
/** A quarter of full scale. */
const LOUD = 8192;
/** Files have milliseconds, for video and for audio. */
const TOLERANCE_SECONDS = 0.001;

const SOURCE = [
  ...[
    '-f',
    'lavfi',
    '-i',
    `color=c=black:s=160x90:r=25:d=4,drawbox=c=white:t=fill:enable='gte(t,${SECONDS - 0.001})'`,
  ],
  ...['-f', 'lavfi', '-i', `aevalsrc='if(gte(t,${SECONDS}),0.9*sin(2*PI*6000*t),0)':s=48000:d=4`],
];
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-bf', '0'];
const MPEG2 = ['-c:v', 'mpeg2video', '-bf', '2', '-g', '12'];

/** ffmpeg's names of the containers. */
const FORMATS = {
  ...{ mkv: 'matroska', mp4: 'mp4', avi: 'avi', wmv: 'asf', flv: 'flv' },
  ...{ ogv: 'ogg', mpg: 'mpeg', vob: 'vob', mxf: 'mxf', ts: 'mpegts', m2ts: 'mpegts' },
} as const;

type Pair = readonly [codec: string, extension: keyof typeof FORMATS, ...options: string[]];

const PAIRS: readonly Pair[] = [
  ['libopus', 'mkv', ...H264],
  ['libopus', 'mkv', ...H264, '-frame_duration', '60'],
  ['libopus', 'mp4', ...H264],
  ['libvorbis', 'mkv', ...H264],
  ['flac', 'mkv', ...H264],
  ['pcm_s16le', 'mkv', ...H264],
  ['wavpack', 'mkv', ...H264],
  ['alac', 'mkv', ...H264],
  ['adpcm_ms', 'mkv', ...H264],
  ['pcm_s16le', 'avi', ...H264],
  ['adpcm_ms', 'avi', '-c:v', 'mpeg4'],
  ['wmav2', 'wmv', '-c:v', 'wmv2'],
  ['aac', 'flv', ...H264, '-bf', '2'],
  ['nellymoser', 'flv', '-c:v', 'flv', '-ac', '1', '-ar', '44100'],
  ['libvorbis', 'ogv', '-c:v', 'libtheora'],
  ['mp2', 'mpg', ...MPEG2],
  ['ac3', 'vob', ...MPEG2],
  ['pcm_dvd', 'vob', ...MPEG2],
  ['pcm_s16le', 'mxf', ...MPEG2],
  ['libopus', 'ts', ...H264],
  ['s302m', 'ts', ...H264, '-strict', '-2', '-ac', '2'],
  ['pcm_bluray', 'm2ts', ...H264, '-mpegts_m2ts_mode', '1'],
];

async function pairMaster([codec, extension, ...options]: Pair): Promise<string> {
  const recipe = [...SOURCE, '-c:a', codec, ...options, '-f', FORMATS[extension]];
  const write = (partial: string) => runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...recipe, partial]);
  return cachedMaster({ name: `flash-${codec}`, extension, recipe, write });
}

test.each(partOf(PAIRS).map((pair) => [pair.join(' '), pair] as const))('%s', async (_, pair) => {
  const master = await openMaster(await pairMaster(pair));
  try {
    expect(Math.abs((await clickOf(master)) - (await flashOf(master)))).toBeLessThan(TOLERANCE_SECONDS);
  } finally {
    await master.close();
  }
});

/** When the picture changes for the first time. */
async function flashOf(master: MasterUnderTest): Promise<number> {
  const frames = (await fedFrames(master)).flat();
  return frames.find(({ hash }) => hash !== frames[0]!.hash)!.time;
}

/** When the first loud sample is presented. */
async function clickOf(master: MasterUnderTest): Promise<number> {
  const track = master.index.audio[0]!;
  const pcm = await audioBeforeEncoding(master, track);
  let sample = 0;
  while (sample * INSTANT < pcm.length && Math.abs(pcm.readInt16LE(sample * INSTANT)) < LOUD) sample++;
  return sample / master.ladder.audio.at(-1)!.sampleRate;
}
