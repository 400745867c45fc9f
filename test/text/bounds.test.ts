/** Hostile and random texts: bounded in what they cost, and never an error. Fixed seeds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  plainText,
  readSamples,
  readText,
  type SampleCodec,
  segmentOfText,
  type TextDocument,
  type TextFormat,
  writtenText,
} from '../../src/text/index.js';
import { processorMs } from '../support/processor-time.js';
import { writeWebVtt } from '../support/webvtt-file.js';

const FORMATS: readonly TextFormat[] = ['srt', 'webvtt', 'ass'];
const SEED = { seed: 20_261_129 };

function codes({ problems }: TextDocument): readonly string[] {
  return problems.map(({ code }) => code);
}

function srt(count: number): string {
  const time = (i: number) => new Date(i * 250).toISOString().slice(11, 23).replace('.', ',');
  return Array.from(
    { length: count },
    (_, i) => `${i + 1}\n${time(i)} --> ${time(i + 2)}\n<i>Cue ${i}</i> & more\n`,
  ).join('\n');
}

describe('a text of many cues', () => {
  test('of 20,000 is read and divided into segments within seconds', async () => {
    let written = 0;
    const ms = await processorMs(() => {
      const document = readText(Buffer.from(srt(20_000)), 'srt');
      expect([document.cues.length, document.problems]).toEqual([20_000, []]);
      const text = writtenText(document);
      for (let start = 0; start < 5_000_000; start += 4000)
        written += segmentOfText(text, { start, end: start + 4000 }).bytes.length;
    });
    expect(written).toBeGreaterThan(1_000_000);
    // It takes about a second.
    expect(ms).toBeLessThan(10_000);
  });

  test('of a million is read as far as it may be, and said to be cut', async () => {
    const million = Buffer.from('00:00:00,000 --> 00:00:01,000\na\n\n'.repeat(1_000_000));
    let document: TextDocument | undefined;
    const ms = await processorMs(() => {
      document = readText(million, 'srt');
    });
    expect(document!.cues).toHaveLength(50_000);
    expect(codes(document!)).toContain('text_cut');
    expect(ms).toBeLessThan(20_000);
  });

  test('beyond the limit says that the rest is left out', () => {
    const { cues, problems } = readText(Buffer.from(srt(30)), 'srt', {
      ...{ maxBytes: 100_000, maxCues: 10, maxCueCharacters: 100, maxDepth: 4 },
    });
    expect(cues).toHaveLength(10);
    expect(problems).toMatchObject([{ code: 'cues_cut', count: 1, line: 42 }]);
  });
});

describe('a text of 16 million lines', () => {
  const UNREADABLE = Buffer.alloc(16 * 1024 * 1024, '\n');
  UNREADABLE[0] = 0xff;
  const READABLE = Buffer.alloc(16 * 1024 * 1024, '\n');
  for (const format of FORMATS) {
    test(`is cut (${format}), whether it is UTF-8 or not, and costs little`, async () => {
      const ms = await processorMs(() => {
        for (const bytes of [READABLE, UNREADABLE])
          expect(codes(readText(bytes, format))).toContain('text_cut');
      });
      expect(ms).toBeLessThan(10_000);
    });
  }
});

describe('a hostile cue', () => {
  const BOMBS: readonly (readonly [string, TextFormat, string])[] = [
    ['tags in tags', 'srt', `00:01,0 --> 00:02,0\n${'<i><b>'.repeat(500_000)}x`],
    ['tags in tags', 'webvtt', `WEBVTT\n\n00:01.000 --> 00:02.000\n${'<c.a.b>'.repeat(500_000)}x`],
    ['a million classes', 'webvtt', `WEBVTT\n\n00:01.000 --> 00:02.000\n<c${'.a'.repeat(1_000_000)}>x`],
    ['tags that are never closed', 'webvtt', `WEBVTT\n\n00:01.000 --> 00:02.000\n${'<'.repeat(2_000_000)}`],
    ['a line of 10 MB', 'srt', `00:01,0 --> 00:02,0\n${'x'.repeat(10_000_000)}`],
    ['spaces where times are', 'srt', `00:01,0 ${' '.repeat(5_000_000)}--> 00:02,0\nx`],
    [
      'braces that are never closed',
      'ass',
      `[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,0,0,0,,${'{\\t('.repeat(1_000_000)}`,
    ],
    [
      'transformations within each other',
      'ass',
      `[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,0,0,0,,{${'\\t(1,2,'.repeat(100_000)}}x`,
    ],
    [
      'overrides that never end',
      'ass',
      `[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,0,0,0,,${'{\\i1\\r\\b1\\r}'.repeat(300_000)}x`,
    ],
    [
      'styles without end',
      'ass',
      `[V4+ Styles]\n${'Style: A,1,2,3\n'.repeat(500_000)}[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,A,,0,0,0,,x`,
    ],
    [
      'style sheets without end',
      'webvtt',
      `WEBVTT\n\n${'STYLE\n::cue{}\n\n'.repeat(500_000)}00:01.000 --> 00:02.000\nx`,
    ],
    ['comments before no section', 'srt', '; '.repeat(2000)],
    ['comments and spaces before no section', 'ass', `; ;${' '.repeat(4000)}\n`.repeat(4000)],
    [
      'braces alone',
      'ass',
      `[Events]\n${`Dialogue: 0,0:00:01.00,0:00:02.00,,,0,0,0,,${'{'.repeat(4000)}\n`.repeat(4000)}`,
    ],
    [
      'information of spaces and a line separator',
      'ass',
      `[Script Info]\nA:${' '.repeat(300_000)}x\u2028\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,0,0,0,,x`,
    ],
    [
      'digits of a time and a line separator',
      'webvtt',
      `WEBVTT\n\n00:01.000 --> ${'1'.repeat(300_000)}\u2028\nx`,
    ],
  ];
  for (const [what, format, text] of BOMBS) {
    test(`of ${what} (${format}) costs little, and is written small`, async () => {
      let written = '';
      const ms = await processorMs(() => {
        written = writeWebVtt(readText(Buffer.from(text), format));
      });
      expect(ms).toBeLessThan(10_000);
      expect(written.length).toBeLessThan(200_000);
    });
  }

  test('of line breaks between two letters is written at the cost of its length', async () => {
    const text = `x${'\n'.repeat(300_000)}x`;
    let written = '';
    const ms = await processorMs(() => {
      written = writeWebVtt({ cues: [{ start: 0, end: 1, payload: [{ kind: 'text', text }] }] });
    });
    expect(written.endsWith('\u00A0\nx\n')).toBe(true);
    expect(ms).toBeLessThan(10_000);
  });

  test('of NULs in samples is read at the cost of its length', async () => {
    const bytes = Buffer.alloc(65_536);
    bytes.writeUInt16BE(65_534);
    bytes.write('x', 65_535);
    const samples = Array.from({ length: 20 }, (_, i) => ({ start: i, end: i + 1, bytes }));
    const ms = await processorMs(() => {
      readSamples(samples, { codec: 'mov_text', configuration: new Uint8Array() });
    });
    expect(ms).toBeLessThan(10_000);
  });

  test('keeps its text where it is nested too deeply, and says so', () => {
    const document = readText(Buffer.from(`00:01,0 --> 00:02,0\n${'<i><b>'.repeat(50)}Text`), 'srt');
    expect(plainText(document.cues[0]!.payload)).toBe('Text');
    expect(codes(document)).toEqual(['nesting_cut']);
  });

  test('is cut where it is too long, though not within a character', () => {
    const document = readText(Buffer.from(`00:01,0 --> 00:02,0\n${'x'.repeat(4095)}😀`), 'srt');
    expect(plainText(document.cues[0]!.payload)).toBe('x'.repeat(4095));
    expect(codes(document)).toEqual(['cue_cut']);
  });
});

/** What texts are made of, well and badly joined. */
const PARTS = [
  ...[
    'WEBVTT',
    '\n',
    '\n\n',
    '\r',
    '00:00:01.000 --> 00:00:02.500',
    '00:00:01,000 --> 00:00:04,000',
    ' --> ',
    '12',
    'NOTE',
    'STYLE',
  ],
  ...[
    'REGION',
    'id:a',
    ' line:0 align:left',
    ' position:10%,line-left region:a',
    'Text',
    ' ',
    '&',
    '<',
    '>',
    '&amp;',
    '&#0;',
    '&lt;',
  ],
  ...[
    '<i>',
    '</i>',
    '<b>',
    '<v Anna & Bo>',
    '</v>',
    '<c.x.y>',
    '</c>',
    '<ruby>',
    '<rt>',
    '</ruby>',
    '<lang en>',
    '<00:00:01.500>',
    '-->',
  ],
  ...[
    '{\\an8}',
    '{\\i1}',
    '{\\pos(10,20)}',
    '{',
    '}',
    '\\N',
    '\\h',
    '[Script Info]\n',
    '[V4+ Styles]\nStyle: A,b\n',
    '[Events]\n',
    '\uFEFF',
  ],
  ...[
    'Dialogue: 0,0:00:01.00,0:00:05.00,A,Anna,0,0,0,,',
    'ä',
    '你',
    'ש',
    '😀',
    '\0',
    '\u2028',
    '<font color="red">',
    '</font>',
  ],
];

describe('random texts', () => {
  const texts = fc.array(fc.constantFrom(...PARTS), { maxLength: 60 }).map((parts) => parts.join(''));

  test('are never an error, and what is written of them is read as it is', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...FORMATS), (text, format) => {
        const document = readText(Buffer.from(text), format);
        const written = writeWebVtt(document);
        const again = readText(Buffer.from(written), 'webvtt');
        expect(writeWebVtt(again)).toBe(written);
        expect(again.cues.map(({ start, end }) => [start, end])).toEqual(
          document.cues.map(({ start, end }) => [start, end]),
        );
        expect(again.problems).toEqual([]);
      }),
      { ...SEED, numRuns: 3000 },
    );
  });

  test('of any bytes are never an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...FORMATS), (bytes, format) => {
        const { cues } = readText(bytes, format);
        for (const { start, end } of cues) expect(end).toBeGreaterThan(start);
      }),
      { ...SEED, numRuns: 1000 },
    );
  });

  test('in samples of any bytes are never an error', () => {
    const codecs: readonly SampleCodec[] = [
      ...(['mov_text', 'wvtt', 'ttml', 'subrip', 'ass', 'webvtt', 'webvtt_webm'] as const),
      ...(['dvb_teletext', 'eia_608'] as const),
    ];
    const bytes = fc.uint8Array({ maxLength: 120 });
    fc.assert(
      fc.property(
        bytes,
        bytes,
        bytes,
        fc.constantFrom(...codecs),
        (sample, addition, configuration, codec) => {
          const samples = [{ start: 0, end: 1000, bytes: sample, addition }];
          const document = readSamples(samples, { codec, configuration });
          const written = writeWebVtt(document);
          expect(writeWebVtt(readText(Buffer.from(written), 'webvtt'))).toBe(written);
        },
      ),
      { ...SEED, numRuns: 3000 },
    );
  });
});

describe('what WebVTT says beside the text of cues', () => {
  test('is bounded: ids and regions that are too long are left out, and that is said', () => {
    const [id, setting] = ['i'.repeat(257), `width:${'1'.repeat(600)}%`];
    const file = `WEBVTT\n\nREGION\nid:a ${setting}\n\nREGION\nid:b\nwidth:40%\n\n${id}\n00:01.000 --> 00:02.000\nA\n\n${id.slice(1)}\n00:02.000 --> 00:03.000\nB\n`;
    const document = readText(Buffer.from(file), 'webvtt');
    expect(document.cues.map((cue) => cue.id)).toEqual([undefined, id.slice(1)]);
    expect(document.regions).toEqual([{ id: 'b', settings: ['width:40%'] }]);
    expect(codes(document)).toEqual(['styles_cut', 'id_dropped']);
  });
});
