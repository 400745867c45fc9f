/** A click is heard with the flash that it was recorded with, whatever delay the codec has and however the file states it. */
import { expect, test } from 'vitest';
import { audioBeforeEncoding, INSTANT } from '../../encoder/produce/support/audio-before-encoding.js';
import { fedFrames } from '../../encoder/produce/support/fed-frames.js';
import { type MasterUnderTest, openMaster } from '../../encoder/produce/support/master-under-test.js';
import { cachedMaster } from '../../support/cached-master.js';
import { runToolOrFail } from '../../support/ffmpeg.js';

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
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-bf', '0'],
];

const PAIRS: readonly (readonly [codec: string, extension: string, ...options: string[]])[] = [
  ['libopus', 'mkv'],
  ['libopus', 'mkv', '-frame_duration', '60'],
  ['libopus', 'mp4'],
  ['libvorbis', 'mkv'],
  ['flac', 'mkv'],
  ['pcm_s16le', 'mkv'],
  ['wavpack', 'mkv'],
  ['alac', 'mkv'],
  ['adpcm_ms', 'mkv'],
];

async function pairMaster([codec, extension, ...options]: (typeof PAIRS)[number]): Promise<string> {
  const recipe = [...SOURCE, '-c:a', codec, ...options];
  const name = ['flash', codec, ...options.filter((option) => !option.startsWith('-'))].join('-');
  const write = (partial: string) =>
    runToolOrFail('ffmpeg', [
      '-v',
      'error',
      '-y',
      ...recipe,
      '-f',
      extension === 'mkv' ? 'matroska' : 'mp4',
      partial,
    ]);
  return cachedMaster({ name, extension, recipe, write });
}

test.each(PAIRS.map((pair) => [pair.join(' '), pair] as const))('%s', async (_, pair) => {
  const master = await openMaster(await pairMaster(pair));
  try {
    expect(Math.abs((await clickOf(master)) - (await flashOf(master)))).toBeLessThan(TOLERANCE_SECONDS);
  } finally {
    await master.close();
  }
});

/** When the picture changes for the only time. */
async function flashOf(master: MasterUnderTest): Promise<number> {
  const frames = (await fedFrames(master)).flat();
  const changes = frames.filter(({ hash }, i) => i > 0 && hash !== frames[i - 1]!.hash);
  expect(changes.length).toBe(1);
  return changes[0]!.time;
}

/** When the first loud sample is presented. */
async function clickOf(master: MasterUnderTest): Promise<number> {
  const track = master.index.audio[0]!;
  const pcm = await audioBeforeEncoding(master, track);
  let sample = 0;
  while (sample * INSTANT < pcm.length && Math.abs(pcm.readInt16LE(sample * INSTANT)) < LOUD) sample++;
  return sample / master.ladder.audio.at(-1)!.sampleRate;
}
