/** Text that costs far more to draw than it is long ends within the limits of an encode, with a problem or without. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { burnedRendition } from '../../../src/encoder/burn/burned-rendition.js';
import { readStandInFonts } from '../../../src/encoder/burn/stand-in-fonts.js';
import { inMemory } from '../../../src/encoder/feed/samples-in-memory.js';
import { encodeParameterSets } from '../../../src/encoder/produce/init.js';
import { encodeVideoSegment } from '../../../src/encoder/produce/video/video-segment.js';
import type { Attachment } from '../../../src/tracks/index.js';
import { burnMaster } from '../../support/burn/burn-masters.js';
import { assScript } from '../../support/burn/subtitled-masters.js';
import { type MasterUnderTest, never, openMaster } from '../produce/support/master-under-test.js';
import { textFile } from './support/text-file.js';

const LIMIT_MS = 6000;
const MEBIBYTE = 1024 * 1024;
/** What a session is told; any other error is a defect. */
const PROBLEMS = [
  'encode_timeout',
  'encode_failed',
  'burn_too_large',
  'segment_invalid',
  'segment_unplayable',
];

const line = (text: string) => `Dialogue: 0,0:00:00.00,0:00:02.00,Default,,0,0,0,,${text}`;
const many = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(text(i)));

let film: MasterUnderTest;
let scratch: string;
beforeAll(async () => {
  film = await openMaster(await burnMaster('SubRip in Matroska'));
  scratch = await mkdtemp(join(tmpdir(), 'onplay-bombs-'));
});
afterAll(async () => {
  await film?.close();
  await rm(scratch, { recursive: true, force: true });
});

/** Encodes the first segment with a script drawn into it; `made`, or the code of the problem. */
async function burn(script: string, attachments: readonly Buffer[] = []): Promise<string> {
  const { index, map, ladder, source } = film;
  const standInFonts = await readStandInFonts();
  const settings = {
    ...film.settings,
    ...{ standInFonts, scratchFolder: scratch, timeoutMs: LIMIT_MS, memoryBytes: 1024 * MEBIBYTE },
  };
  const { track, bytes } = textFile(script);
  const text = { suffix: '1', source: { kind: 'track', trackId: 1 }, format: track.format } as const;
  const rendition = burnedRendition(ladder.video[0]!, text, standInFonts.id);
  const [parameterSets = new Uint8Array()] = await encodeParameterSets(film.settings, [rendition], never);
  const fonts = { attachments: placed(attachments), attachmentSource: inMemory(Buffer.concat(attachments)) };
  const burnSource = { track, source: inMemory(bytes), ...fonts };
  const request = { track: index.video!, map, rendition, segment: 0, parameterSets, burnSource };
  const made = encodeVideoSegment(settings, request, source(index.video!.file), never);
  return made.then(
    () => 'made',
    (error: { code?: string }) => error.code ?? String(error),
  );
}

function placed(files: readonly Buffer[]): readonly Attachment[] {
  let offset = 0;
  return files.map(({ length }, i) => {
    offset += length;
    return { name: `${i}.ttf`, mediaType: 'font/ttf', offset: offset - length, size: length };
  });
}

/** A segment has several attempts, and a busy machine takes its time to kill a process. */
const MOST_MS = 8 * LIMIT_MS;

describe('ends within its limits, and leaves nothing:', () => {
  const noise = Buffer.alloc(2 * MEBIBYTE, 0xa5);
  test.each<readonly [string, string, readonly Buffer[]]>([
    ['more lines than a segment may have', assScript(many(20_000, (i) => `line ${i}`)), []],
    [
      'thousands of animations in one line',
      assScript(many(40, () => `{${'\\t(0,2000,\\frz3600\\fscx900)'.repeat(4000)}}x`)),
      [],
    ],
    [
      'a drawing larger than any picture',
      assScript([
        line(`{\\p1\\fscx100000\\fscy100000}m 0 0 ${'l 1000000 0 1000000 1000000 0 1000000 '.repeat(3000)}`),
      ]),
      [],
    ],
    [
      'a blur as large as it can be said',
      assScript(many(300, () => '{\\blur100000\\be100000\\bord10000\\shad10000\\fs5000}WWWWWWWW')),
      [],
    ],
    ['overrides within overrides', assScript([line(`${'{\\b1{\\i1('.repeat(100_000)}x`)]), []],
    [
      'fonts that are none',
      assScript([line('text')], 'Broken'),
      [
        Buffer.concat([Buffer.from([0, 1, 0, 0]), noise]),
        Buffer.concat([Buffer.from('OTTO'), noise]),
        Buffer.concat([Buffer.from('ttcf'), noise]),
      ],
    ],
  ])('%s', { timeout: 2 * MOST_MS }, async (_, script, attachments) => {
    const startedAt = performance.now();
    const outcome = await burn(script, attachments);
    expect(['made', ...PROBLEMS]).toContain(outcome);
    expect(performance.now() - startedAt).toBeLessThan(MOST_MS);
    expect(film.settings.registry.count).toBe(0);
    expect(await readdir(scratch)).toEqual([]);
  });
});

test('text that is drawn at all is drawn within these limits', async () => {
  expect(await burn(assScript([line('The first line')]))).toBe('made');
});
