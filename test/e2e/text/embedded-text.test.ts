/** Text and chapters in masters that ffmpeg writes, and in real ones: found, and read as they were put in. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type MasterIndex, readTextTrack } from '../../../src/masters/index.js';
import { fileMaster } from '../../../src/stores/index.js';
import { plainText } from '../../../src/text/index.js';
import { fakeTools } from '../../masters/support/fake-tools.js';
import { indexMaster } from '../../masters/support/index-master.js';
import { loadCorpus } from '../../support/corpus.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { writeWebVtt } from '../../support/webvtt-file.js';

const SRT = `1
00:00:00,500 --> 00:00:01,250
<i>Grüße</i> & <b>你好</b>

2
00:00:01,000 --> 00:00:02,500
مرحبا 😀 a < b
zweite Zeile

3
00:00:03,001 --> 00:00:03,999
Ende
`;
const CUES = [
  [500, 1250, 'Grüße & 你好'],
  [1000, 2500, 'مرحبا 😀 a < b\nzweite Zeile'],
  [3001, 3999, 'Ende'],
] as const;
/** MP4 shows one sample at a time: where cues overlap, the first ends with the second. */
const IN_MP4 = [[500, 1000, 'Grüße & 你好'], ...CUES.slice(1)];

/** ffmpeg writes `<` into WebVTT as it is, which begins a tag that ends with the text. */
const IN_WEBM = CUES.map(([start, end, text]) => [start, end, text.replace(/<.*/s, '')]);

const CHAPTERS = `;FFMETADATA1
[CHAPTER]
TIMEBASE=1/1000
START=0
END=1500
title=Anfang & Ende
[CHAPTER]
TIMEBASE=1/1000
START=1500
END=4000
title=第二章
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-text-'));
  await writeFile(join(folder, 'text.srt'), SRT);
  await writeFile(join(folder, 'chapters.txt'), CHAPTERS);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Four seconds of video with the subtitles twice, in German and in English. */
async function made(name: string, ...encode: readonly string[]): Promise<string> {
  const path = join(folder, name);
  const video = ['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=25:d=4'];
  const inputs = [...video, '-i', join(folder, 'text.srt'), '-i', join(folder, 'chapters.txt')];
  const streams = ['-map', '0', '-map', '1', '-map', '1', '-map_chapters', '2'];
  const languages = ['-metadata:s:s:0', 'language=ger', '-metadata:s:s:1', 'language=eng'];
  const flags = ['-disposition:s:0', 'default', '-disposition:s:1', 'forced+hearing_impaired'];
  const fixed = ['-y', '-v', 'error', '-fflags', '+genpts', ...inputs, ...streams, ...languages, ...flags];
  await runToolOrFail('ffmpeg', [...fixed, '-c:v', 'libx264', '-threads', '1', ...encode, path]);
  return path;
}

async function indexed(path: string): Promise<MasterIndex> {
  const master = await fileMaster('film', path);
  return indexMaster(master!, join(folder, 'copies'), fakeTools, new AbortController().signal);
}

async function documentOf(path: string, { text }: MasterIndex, track: number) {
  const master = await fileMaster('film', path);
  const source = await master!.open();
  try {
    return await readTextTrack(source, text[track]!);
  } finally {
    await source.close();
  }
}

async function cuesOf(path: string, index: MasterIndex, track = 0) {
  const { cues, problems } = await documentOf(path, index, track);
  expect(problems).toEqual([]);
  return cues.map(({ start, end, payload }) => [start, end, plainText(payload)]);
}

describe('text that ffmpeg writes', () => {
  const FILES = [
    ['film.mp4', ['-c:s', 'mov_text'], 'mov_text', IN_MP4],
    ['film.mov', ['-c:s', 'mov_text'], 'mov_text', IN_MP4],
    ['fragmented.mp4', ['-c:s', 'mov_text', '-movflags', 'frag_keyframe+empty_moov'], 'mov_text', IN_MP4],
    ['ttml.mp4', ['-c:s', 'ttml'], 'ttml', CUES],
    ['film.mkv', ['-c:s', 'srt'], 'subrip', CUES],
    ['ass.mkv', ['-c:s', 'ass'], 'ass', undefined],
    ['film.webm', ['-c:v', 'libvpx', '-c:s', 'webvtt'], 'webvtt_webm', IN_WEBM],
  ] as const;
  for (const [name, encode, codec, expected] of FILES) {
    test(`is read from ${name}`, async () => {
      const path = await made(name, ...encode);
      const index = await indexed(path);
      // QuickTime numbers languages in a way of its own.
      const languages = name.endsWith('.mov') ? ['und', 'und'] : ['de', 'en'];
      expect(index.text.map(({ format }) => format.codec)).toEqual([codec, codec]);
      expect(index.text.map(({ language }) => language)).toEqual(languages);
      if (expected) expect(await cuesOf(path, index)).toEqual(expected);
      expect(index.ignored.filter(({ reason }) => reason !== 'chapters or thumbnails')).toEqual([]);
    });
  }

  test('keeps the faces of the text in MP4', async () => {
    const path = await made('faces.mp4', '-c:s', 'mov_text');
    expect(writeWebVtt(await documentOf(path, await indexed(path), 1))).toContain(
      '<i>Grüße</i> &amp; <b>你好</b>',
    );
  });

  test('keeps hundredths of a second in ASS', async () => {
    const path = await made('hundredths.mkv', '-c:s', 'ass');
    const cues = await cuesOf(path, await indexed(path));
    expect(cues.map(([, , text]) => text)).toEqual(CUES.map(([, , text]) => text));
    for (const [i, [start, end]] of cues.entries()) {
      expect(Math.abs((start as number) - CUES[i]![0])).toBeLessThanOrEqual(10);
      expect(Math.abs((end as number) - CUES[i]![1])).toBeLessThanOrEqual(10);
    }
  });

  test('has its purpose in MP4 and Matroska', async () => {
    for (const [name, codec] of [
      ['purpose.mkv', 'srt'],
      ['purpose.mp4', 'mov_text'],
    ] as const) {
      const { text } = await indexed(await made(name, '-c:s', codec));
      expect(text.map(({ isDefault }) => isDefault)).toEqual([true, false]);
      expect(text.map(({ isHearingImpaired }) => isHearingImpaired)).toEqual([false, true]);
      expect(text.map(({ isForced }) => isForced)).toEqual([false, true]);
    }
  });

  test('moves with what is cut off by an edit list', async () => {
    const path = await made('whole.mp4', '-c:s', 'mov_text', '-g', '100');
    const cut = join(folder, 'cut.mp4');
    const inputs = ['-ss', '0.8', '-i', path, '-map', '0:v', '-map', '0:s', '-c', 'copy'];
    await runToolOrFail('ffmpeg', ['-y', '-v', 'error', ...inputs, cut]);
    const cues = await cuesOf(cut, await indexed(cut));
    // ffmpeg lets the last one last up to the end of the film.
    expect(cues.at(-1)).toEqual([2201, 3999, 'Ende']);
  });
});

describe('chapters that ffmpeg writes', () => {
  const FOUND = [
    [0, 'Anfang & Ende'],
    [1500, '第二章'],
  ];
  for (const [name, encode] of [
    ['chapters.mp4', ['-c:s', 'mov_text']],
    ['chapters.mkv', ['-c:s', 'srt']],
  ] as const) {
    test(`are read from ${name}`, async () => {
      const { chapters, text } = await indexed(await made(name, ...encode));
      expect(chapters.map(({ start, title }) => [start, title])).toEqual(FOUND);
      expect(text).toHaveLength(2);
    });
  }
});

const corpus = loadCorpus();

describe.skipIf(!corpus)('text of real masters', () => {
  const pathOf = (file: string) => corpus!.find((entry) => entry.file === file)?.path ?? '';

  async function firstCues(file: string) {
    const index = await indexed(pathOf(file));
    const cues = await Promise.all(index.text.map((_, i) => cuesOf(pathOf(file), index, i)));
    return index.text.map(({ format, language }, i) => [
      format.codec,
      language,
      cues[i]!.length,
      ...cues[i]![0]!,
    ]);
  }

  test('is read from MP4, Matroska and WebVTT in Matroska', async () => {
    const nasa = ['mov_text', 'en', 4, 210, 4260, expect.stringContaining(' ')];
    expect(await firstCues('tracks/nasa_2v_2a_2movtext.mp4')).toEqual([nasa, nasa]);
    const text = 'This is the first subtitle.';
    expect(await firstCues('tracks/h264_ac3_srt.mkv')).toEqual([['subrip', 'en', 1, 0, 1234, text]]);
    expect(await firstCues('tracks/h264_webvtt_mkv.mkv')).toEqual([['webvtt', 'und', 1, 0, 1234, text]]);
  });

  test('has the chapters of its chapter track', async () => {
    const { chapters } = await indexed(pathOf('tracks/chapters_3.mp4'));
    expect(chapters.map(({ start, title }) => [start, title])).toEqual([
      [0, 'Chapter 1'],
      [201, 'Chapter 2'],
      [800, 'Chapter 3'],
    ]);
  });
});
