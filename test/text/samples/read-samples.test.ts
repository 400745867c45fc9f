import { describe, expect, test } from 'vitest';

import { box } from '../../../src/isobmff/index.js';
import { plainText, readMovTextEntry, readSamples, type SampleCodec } from '../../../src/text/index.js';
import { writeWebVtt } from '../../support/webvtt-file.js';

const NOTHING = new Uint8Array();

function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value & 0xffff, 2 * i);
  return bytes;
}

function movText(text: Buffer, ...boxes: readonly Uint8Array[]): Buffer {
  return Buffer.concat([u16(text.length), text, ...boxes]);
}

/** @param records of start, end and face. */
function styl(...records: readonly (readonly [number, number, number])[]): Uint8Array {
  const entries = records.map(([start, end, face]) =>
    Buffer.concat([u16(start, end, 1), Buffer.from([face, 18, 255, 255, 255, 255])]),
  );
  return box('styl', u16(records.length), ...entries);
}

/** @param textBox top, left, bottom, right. */
function tx3g(justification: readonly [number, number], textBox: readonly number[], flags = 0): Uint8Array {
  const entry = Buffer.concat([
    u16(0, 0, 0, 1, flags >>> 16, 0),
    Buffer.from(justification),
    u16(0, 0, ...textBox, 0, 0, 1),
    Buffer.from([0, 18, 255, 255, 255, 255]),
  ]);
  return box('stsd', u16(0, 0, 0, 1), box('tx3g', entry));
}

function written(
  codec: SampleCodec,
  bytes: Uint8Array,
  more: { configuration?: Uint8Array; addition?: Uint8Array } = {},
): string {
  const { configuration = NOTHING, addition } = more;
  const document = readSamples([{ start: 1000, end: 2000, bytes, ...(addition && { addition }) }], {
    codec,
    configuration,
  });
  return writeWebVtt(document).replace('WEBVTT\n\n', '').replace('00:00:01.000 --> 00:00:02.000', '').trim();
}

describe('readSamples of mov_text', () => {
  test('applies 500 style records of a sample, of however many boxes', () => {
    const plain = Array.from({ length: 500 }, () => [0, 0, 0] as const);
    const italic = [[0, 4, 2]] as const;
    expect(written('mov_text', movText(Buffer.from('Text'), styl(...plain.slice(1)), styl(...italic)))).toBe(
      '<i>Text</i>',
    );
    expect(written('mov_text', movText(Buffer.from('Text'), styl(...plain), styl(...italic)))).toBe('Text');
  });

  test('reads UTF-8 and UTF-16, and QuickTime in Mac OS Roman', () => {
    expect(written('mov_text', movText(Buffer.from('Grüße & 你好')))).toBe('Grüße &amp; 你好');
    const utf16 = Buffer.from('\uFEFFمرحبا 😀', 'utf16le');
    expect(written('mov_text', movText(utf16))).toBe('مرحبا 😀');
    expect(written('mov_text', movText(Buffer.from(utf16).swap16()))).toBe('مرحبا 😀');
    expect(written('mov_text', movText(Buffer.from([0x47, 0x72, 0x9f, 0xa7, 0x65])))).toBe('Grüße');
  });

  test('styles characters, of which an emoji is one', () => {
    const sample = movText(Buffer.from('😀 One two'), styl([0, 1, 2], [2, 5, 3], [6, 99, 4]));
    expect(written('mov_text', sample)).toBe('<i>😀</i> <i><b>One</b></i> <u>two</u>');
  });

  test('shows nothing for an empty sample, and goes on after one that is cut short', () => {
    expect(written('mov_text', movText(NOTHING as Buffer))).toBe('WEBVTT');
    expect(written('mov_text', Buffer.from([0]))).toBe('WEBVTT');
    expect(written('mov_text', movText(Buffer.from('A'), u16(0, 9999), Buffer.from('styl')))).toBe('A');
    expect(written('mov_text', Buffer.concat([u16(9999), Buffer.from('A')]))).toBe('A');
  });

  test('takes the place from the description where the text has the whole picture', () => {
    const TOP = [0, 0];
    const place = (textBox: readonly number[], justification: readonly [number, number]) =>
      readMovTextEntry(tx3g(justification, textBox)).key;
    expect(place([0, 0, 360, 640], [1, 0])).toBe(8);
    expect(place([0, 0, 360, 640], [0, 1])).toBe(4);
    expect(place([0, 0, 60, 640], [1, 0])).toBe(2);
    expect(place([...TOP, 0, 0], [1, 0xff])).toBe(2);
  });

  test('knows a track whose texts are all forced', () => {
    expect(readMovTextEntry(tx3g([1, 0xff], [0, 0, 0, 0], 0x80000000)).isForced).toBe(true);
    expect(readMovTextEntry(NOTHING)).toEqual({ key: 2, face: 0, isForced: false });
  });
});

describe('readSamples of WebVTT in MP4', () => {
  const cue = (text: string, settings = '') =>
    box('vttc', ...(settings ? [box('sttg', Buffer.from(settings))] : []), box('payl', Buffer.from(text)));

  test('joins cues that were divided where another began', () => {
    const samples = [
      { start: 0, end: 1000, bytes: cue('A', 'line:0') },
      { start: 1000, end: 2000, bytes: Buffer.concat([cue('A', 'line:0'), cue('<b>B</b>')]) },
      { start: 2000, end: 3000, bytes: cue('<b>B</b>') },
      { start: 3000, end: 4000, bytes: box('vtte') },
      { start: 4000, end: 5000, bytes: cue('<b>B</b>') },
    ];
    const { cues, problems } = readSamples(samples, { codec: 'wvtt', configuration: NOTHING });
    expect(cues.map(({ start, end, payload }) => [start, end, plainText(payload)])).toEqual([
      [0, 2000, 'A'],
      [1000, 3000, 'B'],
      [4000, 5000, 'B'],
    ]);
    expect(cues[0]).toMatchObject({ settings: { line: { value: 0 } } });
    expect(problems).toEqual([]);
  });

  test('reads the style sheets of the head', () => {
    const head = box('vttC', Buffer.from('WEBVTT\n\nSTYLE\n::cue { color: lime }'));
    const configuration = box('stsd', u16(0, 0, 0, 1), box('wvtt', u16(0, 0, 0, 1), head));
    expect(readSamples([], { codec: 'wvtt', configuration }).styles).toEqual(['::cue { color: lime }']);
  });
});

describe('readSamples of Matroska', () => {
  test('reads SubRip with its markup', () => {
    expect(written('subrip', Buffer.from('<i>One</i>\r\n{\\an8}R&D'))).toBe('line:0\n<i>One</i>\nR&amp;D');
  });

  test('guesses the set of SubRip that is not UTF-8, as it should be', () => {
    const bytes = Buffer.from('Schöne Grüße aus Österreich, liebe Mädchen!', 'latin1');
    const { cues, problems } = readSamples([{ start: 0, end: 1, bytes }], {
      codec: 'subrip',
      configuration: NOTHING,
    });
    expect(plainText(cues[0]!.payload)).toBe('Schöne Grüße aus Österreich, liebe Mädchen!');
    expect(problems).toMatchObject([{ code: 'character_set_guessed' }]);
  });

  test('reads ASS by the styles of its head', () => {
    const configuration = Buffer.from(
      '[V4+ Styles]\nFormat: Name, Italic, Alignment\nStyle: Up,1,8\n[Events]\nFormat: Layer, Text\n',
    );
    const bytes = Buffer.from('7,0,Up,Anna,0,0,0,,One, two\\Nthree');
    expect(written('ass', bytes, { configuration })).toBe('line:0\n<v Anna><i>One, two\nthree</i></v>');
  });

  test('reads WebVTT with settings and id beside the block, and times from its start on', () => {
    const addition = Buffer.from('align:left\nfirst\n');
    expect(written('webvtt', Buffer.from('A <00:00.500>B'), { addition })).toBe(
      'first\n align:left\nA <00:00:01.500>B',
    );
  });

  test('reads WebVTT as WebM has it', () => {
    expect(written('webvtt_webm', Buffer.from('first\nline:0\nA\nB'))).toBe('first\n line:0\nA\nB');
  });
});
