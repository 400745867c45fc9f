/** ADPCM of every kind that ffmpeg writes, in each container that has it: every sample that is encoded is what ffmpeg decodes. */
import { expect, test } from 'vitest';
import { openMaster } from '../../encoder/produce/support/master-under-test.js';
import { cachedMaster } from '../../support/cached-master.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { partOf } from '../../support/part-of.js';
import { expectSamplesOfFfmpeg, withShortSegments } from './same-as-ffmpeg.js';

/** What is decoded is stored with 24 bits, of which the reference has no part. */
const ROUNDING = 2;

/** ffmpeg's names of the containers. */
const FORMATS = { avi: 'avi', wav: 'wav', mov: 'mov', flv: 'flv', mkv: 'matroska', wmv: 'asf' } as const;

type Kind = readonly [codec: string, extension: keyof typeof FORMATS, rate: number, channels: 1 | 2];

const KINDS: readonly Kind[] = [
  ['adpcm_ms', 'avi', 48_000, 1],
  ['adpcm_ima_wav', 'avi', 44_100, 2],
  ['adpcm_yamaha', 'avi', 22_050, 2],
  ['adpcm_ms', 'wav', 22_050, 1],
  ['adpcm_ima_wav', 'wav', 44_100, 2],
  ['adpcm_ima_wav', 'wav', 8000, 1],
  ['adpcm_yamaha', 'wav', 48_000, 2],
  ['adpcm_swf', 'wav', 44_100, 2],
  ['adpcm_ima_qt', 'mov', 44_100, 2],
  ['adpcm_ms', 'mov', 48_000, 2],
  ['adpcm_ima_wav', 'mov', 22_050, 1],
  ['adpcm_swf', 'flv', 44_100, 2],
  ['adpcm_swf', 'flv', 22_050, 1],
  ['adpcm_ms', 'mkv', 44_100, 2],
  ['adpcm_ima_wav', 'mkv', 48_000, 2],
  ['adpcm_ima_wav', 'wmv', 44_100, 2],
];

function adpcmMaster([codec, extension, rate, channels]: Kind): Promise<string> {
  const tone = (pitch: number) => `0.2*sin(2*PI*t*(${pitch}+40*t))`;
  const each = [tone(200), tone(310)].slice(0, channels).join('|');
  const source = [
    '-f',
    'lavfi',
    '-i',
    `aevalsrc='${each}':c=${channels === 1 ? 'mono' : 'stereo'}:s=${rate}:d=4`,
  ];
  const recipe = [...source, '-c:a', codec, '-fflags', '+bitexact', '-f', FORMATS[extension]];
  const write = (partial: string) => runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...recipe, partial]);
  return cachedMaster({ name: `${codec}-${rate}-${channels}`, extension, recipe, write });
}

/** Its decoder keeps the low seven bits of its own, so that they depend on where it began. */
const OWN_BITS: Readonly<Record<string, number>> = { adpcm_ima_qt: 127 };

test.each(partOf(KINDS).map((kind) => [kind.join(' '), kind] as const))('%s', async (_, kind) => {
  await withShortSegments(await adpcmMaster(kind), (master) =>
    expectSamplesOfFfmpeg(master, OWN_BITS[kind[0]] ?? ROUNDING),
  );
});

test('ADPCM of which each frame continues the one before is not played from the middle: it is left out', async () => {
  const master = await adpcmMaster(['adpcm_yamaha', 'mkv', 44_100, 1]);
  await expect(openMaster(master)).rejects.toThrow(/from its beginning/);
});
