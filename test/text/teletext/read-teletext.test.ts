/** Subtitles of teletext: cues at their times, with the characters that libzvbi, which ffmpeg reads teletext with, finds. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  PageWatch,
  plainText,
  readSamples,
  type TextDocument,
  teletextConfiguration,
} from '../../../src/text/index.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { type TeletextUnit, teletextStream } from '../../support/teletext/teletext-stream.js';
import {
  boxed,
  type Triplet,
  teletextPayload,
  type WrittenPage,
} from '../../support/teletext/write-teletext.js';

const PAGE = '150';
const NUMBER = 0x150;
const FILM_MS = 60_000;

/** Pages that are sent at times in milliseconds. */
type Sent = readonly (readonly [ms: number, ...pages: WrittenPage[]])[];

function read(sent: Sent, { page = NUMBER, region = 0 } = {}): TextDocument {
  const samples = sent.map(([start, ...pages], i) => ({
    ...{ start, end: sent[i + 1]?.[0] ?? FILM_MS, bytes: teletextPayload(pages) },
  }));
  return readSamples(samples, {
    codec: 'dvb_teletext',
    configuration: teletextConfiguration({ page, region }),
  });
}

const cuesOf = ({ cues }: TextDocument) =>
  cues.map(({ start, end, payload }) => [start, end, plainText(payload)]);
const shown = (text: string, row = 20): WrittenPage => ({ page: PAGE, rows: { [row]: boxed(text) } });
const nothing: WrittenPage = { page: PAGE };

describe('a page of subtitles', () => {
  test('is shown from its header on until it is sent again, with other text or none', () => {
    const sent: Sent = [
      [1000, shown('One')],
      [2500, shown('Two')],
      [4000, nothing],
      [9000, shown('Last')],
    ];
    expect(cuesOf(read(sent))).toEqual([
      [1000, 2500, 'One'],
      [2500, 4000, 'Two'],
      [9000, FILM_MS, 'Last'],
    ]);
  });

  test('that is sent again and again is one cue', () => {
    const sent: Sent = [
      [1000, shown('One')],
      [1500, shown('One'), shown('One')],
      [2000, nothing],
      [3000, nothing],
    ];
    expect(cuesOf(read(sent))).toEqual([[1000, 2000, 'One']]);
  });

  test('keeps the rows of the one before if it is not erased', () => {
    const sent: Sent = [
      [1000, shown('One')],
      [2000, { page: PAGE, rows: { 22: boxed('Two') }, isErased: false }],
      [3000, nothing],
    ];
    expect(cuesOf(read(sent))).toEqual([
      [1000, 2000, 'One'],
      [2000, 3000, 'One\nTwo'],
    ]);
  });

  test('goes on in the next packets, whatever is sent in other magazines between', () => {
    const header = teletextPayload([nothing]).subarray(0, 1 + 46);
    const rows = teletextPayload([shown('Late')]).subarray(1 + 46);
    const other = teletextPayload([{ page: '801', rows: { 20: boxed('Other') } }]);
    const samples = [
      { start: 1000, end: 1040, bytes: header },
      { start: 1040, end: 1080, bytes: Buffer.concat([other, rows]) },
      { start: 3000, end: 4000, bytes: teletextPayload([nothing]) },
    ];
    const configuration = teletextConfiguration({ page: NUMBER, region: 0 });
    expect(cuesOf(readSamples(samples, { codec: 'dvb_teletext', configuration }))).toEqual([
      [1000, 3000, 'Late'],
    ]);
  });

  test('ends with the header of another magazine where magazines are sent one after the other', () => {
    const serial = (page: WrittenPage): WrittenPage => ({ ...page, isSerial: true });
    const header = teletextPayload([serial(nothing)]).subarray(0, 1 + 46);
    const others = teletextPayload([serial({ page: '801' })]);
    const stray = teletextPayload([shown('Stray')]).subarray(1 + 46);
    const samples = [{ start: 0, end: 9, bytes: Buffer.concat([header, others.subarray(1), stray]) }];
    const configuration = teletextConfiguration({ page: NUMBER, region: 0 });
    expect(readSamples(samples, { codec: 'dvb_teletext', configuration }).cues).toEqual([]);
  });

  test('is told from the other pages of its magazine', () => {
    const other = { page: '151', rows: { 20: boxed('Other') } };
    const sent: Sent = [
      [1000, shown('One'), other],
      [2000, other, nothing],
    ];
    expect(cuesOf(read(sent))).toEqual([[1000, 2000, 'One']]);
    expect(cuesOf(read(sent, { page: 0x151 }))).toEqual([[1000, FILM_MS, 'Other']]);
  });

  test('has the colours that WebVTT has classes for, and stands at the top if it is sent for there', () => {
    const { cues } = read([[0, shown('\x03Who?\x06 Me.', 3)]]);
    expect(cues[0]!.payload).toEqual([
      { kind: 'class', classes: ['yellow'], children: [{ kind: 'text', text: 'Who? ' }] },
      { kind: 'class', classes: ['cyan'], children: [{ kind: 'text', text: 'Me.' }] },
    ]);
    expect(cues[0]!.settings).toEqual({ line: { value: 0, unit: 'lines' } });
  });

  test('shows what is in boxes, and neither mosaics nor what is concealed', () => {
    const rows = { 18: 'outside', 20: `${boxed('in \x11!sx\x07side')} out`, 22: boxed('\x18answer\x07end') };
    expect(cuesOf(read([[0, { page: PAGE, rows }]]))).toEqual([[0, FILM_MS, 'in side\nend']]);
  });

  test('has characters in place of Arabic and Hebrew, which are not read, and says so', () => {
    const { cues, problems } = read([[0, { ...shown('@AB'), nationalOption: 5 }]], { region: 10 });
    expect(plainText(cues[0]!.payload)).toBe('\ufffd\ufffd\ufffd');
    expect(problems.map(({ code }) => code)).toEqual(['characters_unreadable']);
  });
});

describe('damage', () => {
  const sent: Sent = [
    [1000, shown('A caption of some length')],
    [3000, nothing],
  ];
  const samples = (damage: (bytes: Buffer, at: number) => void) =>
    sent.map(([start, ...pages], i) => {
      const bytes = teletextPayload(pages);
      for (let at = 5; at < bytes.length; at++) damage(bytes, at);
      return { start, end: sent[i + 1]?.[0] ?? FILM_MS, bytes };
    });
  const configuration = teletextConfiguration({ page: NUMBER, region: 0 });
  const document = (damage: (bytes: Buffer, at: number) => void) =>
    readSamples(samples(damage), { codec: 'dvb_teletext', configuration });

  test('of one bit of an address or a header changes nothing', () => {
    const inHead = (at: number) => (at - 5) % 46 < 10 && Math.floor((at - 1) / 46) < 1;
    const found = document((bytes, at) => {
      if (inHead(at)) bytes[at]! ^= 0x10;
    });
    expect(cuesOf(found)).toEqual([[1000, 3000, 'A caption of some length']]);
  });

  test('of any kind ends, and gives cues within the film', () => {
    let state = 1;
    const random = () => {
      state = (state * 48_271) % 0x7fffffff;
      return state / 0x7fffffff;
    };
    for (let round = 0; round < 300; round++) {
      const { cues } = document((bytes, at) => {
        if (random() < 0.05) bytes[at] = Math.floor(random() * 256);
      });
      for (const { start, end } of cues) expect(start >= 0 && end <= FILM_MS && end > start).toBe(true);
    }
  });
});

describe('the packets that change a page', () => {
  const watch = () => new PageWatch([NUMBER]);
  const packets = (...pages: readonly WrittenPage[]) => pages.map((page) => teletextPayload([page]));

  test('are those with something new of it', () => {
    const one = watch();
    const sent = packets(
      nothing,
      shown('One'),
      shown('One'),
      { page: '151' },
      nothing,
      nothing,
      shown('Two'),
    );
    expect(sent.map((payload) => one.isIn(payload))).toEqual([true, true, false, false, true, false, true]);
  });

  test('are all from its beginning to its end where it is sent in several', () => {
    const [payload] = packets(shown('One'));
    const cut = 1 + 46;
    const one = watch();
    expect(one.isIn(payload!.subarray(0, cut))).toBe(true);
    expect(one.isIn(Buffer.concat([Buffer.of(0x10), payload!.subarray(cut, 2 * cut - 1)]))).toBe(true);
    expect(one.isIn(Buffer.concat([Buffer.of(0x10), payload!.subarray(2 * cut - 1)]))).toBe(true);
    expect(one.isIn(teletextPayload([{ page: '151' }]))).toBe(false);
  });

  test('of a page that never ends take no more memory than a page', () => {
    const one = watch();
    const row = teletextPayload([shown('One')]).subarray(1 + 46, 1 + 2 * 46);
    one.isIn(teletextPayload([nothing]).subarray(0, 1 + 46));
    for (let i = 0; i < 2000; i++) expect(one.isIn(Buffer.concat([Buffer.of(0x10), row]))).toBe(true);
  });
});

const READS_TELETEXT = spawnSync('ffmpeg', ['-v', 'quiet', '-h', 'decoder=libzvbi_teletextdec'], {
  encoding: 'utf8',
}).stdout?.includes('txt_format');

describe.skipIf(!READS_TELETEXT)('as libzvbi reads it (skipped where ffmpeg has it not):', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-teletext-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The texts that ffmpeg finds on the page, lines without the spaces around them. */
  async function reference(units: readonly TeletextUnit[]): Promise<string[]> {
    const file = join(folder, 'teletext.ts');
    await writeFile(file, teletextStream(units, [{ language: 'ger', type: 2, page: PAGE }]));
    const args = ['-v', 'error', '-txt_format', 'text', '-txt_default_region', '0', '-i', file];
    const srt = (await runToolOrFail('ffmpeg', [...args, '-map', '0:s:0', '-f', 'srt', '-']))
      .toString()
      .normalize('NFC');
    return srt
      .split(/^\d+\n\d\d:.*$/m)
      .map((text) =>
        text
          .split('\n')
          .map((line) => line.trim().replaceAll(/ +/g, ' '))
          .filter(Boolean)
          .join('\n'),
      )
      .filter(Boolean);
  }

  /** Pages one after the other, each removed before the next. */
  async function expectAlike(pages: readonly WrittenPage[], normalize = (text: string) => text) {
    const sent: Sent = pages.flatMap((page, i) => [
      [2000 * i + 1000, page],
      [2000 * i + 2000, nothing],
    ]);
    const units = sent.map(([ms, ...own]) => ({ pts: 90 * ms, pages: own }));
    const ours = read(sent).cues.map(({ payload }) => plainText(payload));
    expect(ours).toHaveLength(pages.length);
    expect(ours).toEqual((await reference(units)).map(normalize));
  }

  const codes = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => String.fromCharCode(from + i)).join('');
  const all = { 16: boxed(codes(0x21, 0x40)), 18: boxed(codes(0x40, 0x60)), 20: boxed(codes(0x60, 0x80)) };

  test('all characters of the alphabets and national options', async () => {
    // What Arabic, Hebrew and reserved values mean is left to each.
    const options = { 0: [0, 1, 2, 3, 4, 5, 6], 1: [0], 2: [6], 3: [5, 7], 4: [0, 2, 3, 4, 5], 6: [7] };
    const sets = Object.entries(options).flatMap(([region, own]) =>
      own.map((nationalOption) => ({ region: Number(region), nationalOption })),
    );
    // Letters that look alike at the resolution of teletext, one of a private use, and one that has two codes.
    const alike = {
      ...{ Ƶ: 'Ż', Ð: 'Đ', ð: 'đ', Ǎ: 'Ă', ǎ: 'ă', Í: 'Î', ȩ: 'ę', Ѝ: 'Й', ѝ: 'й' },
      ...{ '\ue800': '₺', '%ï': '%ї' },
    };
    let page = 0;
    await expectAlike(
      sets.map((set) => ({ page: PAGE, rows: all, ...set })),
      (text) =>
        sets[page++]!.region === 0
          ? text
          : Object.entries(alike).reduce((changed, [from, to]) => changed.replaceAll(from, to), text),
    );
  });

  test('national options of the header', async () => {
    await expectAlike(
      [0, 1, 2, 3, 4, 5, 6].map((nationalOption) => ({ page: PAGE, rows: all, nationalOption })),
    );
  });

  test('characters with accents, and those of the supplementary set', async () => {
    const at = (address: number, mode: number, data: number): Triplet => ({ address, mode, data });
    const row = at(40 + 20, 4, 0);
    const pageOf = (...enhancements: Triplet[]) => ({
      ...{ page: PAGE, rows: { 20: boxed('abcdefghijklmnopqrst') }, enhancements: [row, ...enhancements] },
    });
    const vowels = [0x41, 0x61, 0x45, 0x65, 0x6f, 0x75];
    await expectAlike([
      ...[1, 2, 3, 8].map((accent) => pageOf(...vowels.map((data, i) => at(4 + i, 0x10 + accent, data)))),
      pageOf(at(4, 0x1f, 0x63), at(5, 0x1b, 0x63), at(6, 0x1a, 0x61), at(7, 0x14, 0x6e), at(8, 0x17, 0x7a)),
      pageOf(at(4, 0x10, 0x2a), at(5, 0x0f, 0x21), at(6, 0x0f, 0x3f), at(7, 0x0f, 0x61), at(8, 0x0f, 0x7b)),
      pageOf(at(4, 0x0f, 0x38), at(5, 0x0f, 0x6f), at(6, 0x0f, 0x55), at(7, 0x0f, 0x71), at(8, 0x0f, 0x69)),
    ]);
  });

  test('colours, mosaics and boxes', async () => {
    await expectAlike([
      { page: PAGE, rows: { 20: boxed('\x03yellow \x06cyan') } },
      { page: PAGE, rows: { 18: boxed('two'), 22: boxed('rows & <more>') } },
    ]);
  });
});
