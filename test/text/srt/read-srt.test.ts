import { describe, expect, test } from 'vitest';

import { plainText, readText, type TextDocument } from '../../../src/text/index.js';
import { writeWebVtt } from '../../support/webvtt-file.js';

function read(text: string): TextDocument {
  return readText(Buffer.from(text), 'srt');
}

function seen({ cues }: TextDocument): readonly [number, number, string][] {
  return cues.map(({ start, end, payload }) => [start, end, plainText(payload)]);
}

function codes({ problems }: TextDocument): readonly string[] {
  return problems.map(({ code }) => code);
}

/** What of a cue stands in WebVTT, below its times. */
function written(text: string): string {
  const [, cue = ''] = writeWebVtt(read(`1\n00:00:01,000 --> 00:00:02,000\n${text}\n`)).split('\n\n');
  return cue.trimEnd().replace('00:00:01.000 --> 00:00:02.000', '').replace(/^\n/, '');
}

describe('readText of SubRip', () => {
  test('reads what programs write', () => {
    const document = read(
      '1\r\n00:00:01,000 --> 00:00:02,500\r\nOne\r\nline more\r\n\r\n2\r\n01:00:00,001 --> 01:00:01,000\r\nTwo\r\n',
    );
    expect(seen(document)).toEqual([
      [1000, 2500, 'One\nline more'],
      [3_600_001, 3_601_000, 'Two'],
    ]);
    expect(document.problems).toEqual([]);
  });

  const TIMES = [
    ['00:00:01.000 --> 00:00:02.000', 'a point for the comma'],
    ['00:01,000 --> 00:02,000', 'no hours'],
    ['0:0:1,0 --> 0:0:2,0', 'single digits'],
    ['00:00:01 --> 00:00:02', 'no fraction'],
    ['00:00:01:000 --> 00:00:02:000', 'a colon for the comma'],
    ['00:00:01,000-->00:00:02,000', 'no spaces'],
    ['00:00:01,000 -> 00:00:02,000', 'a short arrow'],
    ['00:00:01,000 -- > 00:00:02,000', 'a broken arrow'],
    ['00: 00: 01, 000 --> 00: 00: 02, 000', 'spaces within'],
    ['  00:00:01,000 --> 00:00:02,000  X1:100 X2:200 Y1:10 Y2:20', 'coordinates'],
  ] as const;
  for (const [times, what] of TIMES) {
    test(`reads times with ${what}`, () => {
      expect(seen(read(`1\n${times}\nText\n`))).toEqual([[1000, 2000, 'Text']]);
    });
  }

  test('needs neither empty lines nor numbers between cues', () => {
    const text =
      '1\n00:00:01,000 --> 00:00:02,000\nOne\n2\n00:00:03,000 --> 00:00:04,000\nTwo\n00:00:05,000 --> 00:00:06,000\nThree';
    expect(seen(read(text)).map(([, , words]) => words)).toEqual(['One', 'Two', 'Three']);
  });

  test('leaves out a cue whose times cannot be read, and says so', () => {
    const document = read(
      '1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\nsoon --> later\nLost\n\n3\n00:00:05,000 --> 00:00:06,000\nThree\n',
    );
    expect(seen(document).map(([, , words]) => words)).toEqual(['One', 'Three']);
    expect(document.problems).toEqual([
      expect.objectContaining({ code: 'times_unreadable', count: 1, line: 6 }),
    ]);
  });

  test('says so of the first and of the last cue too', () => {
    const document = read('1\nsoon --> later\nLost\n\n2\n00:00:05,000 --> 00:00:06,000\nTwo\n\n3\n-->\nLost');
    expect(seen(document).map(([, , words]) => words)).toEqual(['Two']);
    expect(document.problems).toEqual([
      expect.objectContaining({ code: 'times_unreadable', count: 2, line: 2 }),
    ]);
  });

  test('keeps an arrow that is text', () => {
    const document = read('1\n00:00:01,000 --> 00:00:02,000\nFrom A\n--> to B\n');
    expect(seen(document)).toEqual([[1000, 2000, 'From A\n--> to B']]);
    expect(document.problems).toEqual([]);
  });

  test('reads files in which every other line is empty', () => {
    const text =
      '1\n\n00:00:01,000 --> 00:00:02,000\n\nOne\n\nmore\n\n2\n\n00:00:03,000 --> 00:00:04,000\n\nTwo\n';
    expect(seen(read(text)).map(([, , words]) => words)).toEqual(['One\nmore', 'Two']);
  });

  test('keeps a number that is text, in a file that does not number its cues', () => {
    const text =
      '00:00:01,000 --> 00:00:02,000\n2012\n\n00:00:03,000 --> 00:00:04,000\nIn\n1999\n\n00:00:05,000 --> 00:00:06,000\nx';
    expect(seen(read(text)).map(([, , words]) => words)).toEqual(['2012', 'In\n1999', 'x']);
  });

  test('keeps a number that is the text of the last cue', () => {
    expect(seen(read('1\n00:00:01,000 --> 00:00:02,000\n2012\n'))).toEqual([[1000, 2000, '2012']]);
  });

  test('sorts cues and keeps those that overlap', () => {
    const document = read(
      '00:00:05,000 --> 00:00:09,000\nB\n\n00:00:01,000 --> 00:00:06,000\nA\n\n00:00:05,000 --> 00:00:06,000\nC\n',
    );
    expect(seen(document)).toEqual([
      [1000, 6000, 'A'],
      [5000, 9000, 'B'],
      [5000, 6000, 'C'],
    ]);
    expect(codes(document)).toEqual(['cues_out_of_order']);
  });

  test('leaves out cues that last no time or have no text, and says in which line', () => {
    const document = read(
      '00:00:05,000 --> 00:00:05,000\nA\n\n00:00:07,000 --> 00:00:06,000\nB\n\n00:00:08,000 --> 00:00:09,000\n\n',
    );
    expect(document.cues).toEqual([]);
    expect(document.problems).toMatchObject([
      { code: 'cue_without_duration', count: 2, line: 1 },
      { code: 'cue_without_text', count: 1, line: 7 },
    ]);
  });

  test('begins a cue at 0 that begins before', () => {
    expect(seen(read('-00:00:01,000 --> 00:00:02,000\nA\n'))).toEqual([[0, 2000, 'A']]);
  });

  test('keeps italics, bold and underline, also where a tag is not closed or closed in another order', () => {
    expect(written('<i>One</i> <B>two</B> <u>three')).toBe('<i>One</i> <b>two</b> <u>three</u>');
    expect(written('<i>a<b>b</i>c</b>')).toBe('<i>a<b>b</b></i><b>c</b>');
    expect(written('</i>a</b>')).toBe('a');
  });

  test('keeps the colours that WebVTT has, and says that others are lost', () => {
    expect(written('<font color="#FFFF00">A</font> <font color=cyan>B</font>')).toBe(
      '<c.yellow>A</c> <c.cyan>B</c>',
    );
    const document = read('00:00:01,000 --> 00:00:02,000\n<font color="#123456">A</font>\n');
    expect(seen(document)).toEqual([[1000, 2000, 'A']]);
    expect(codes(document)).toEqual(['markup_dropped']);
  });

  test('takes what is no markup for text, and escapes it', () => {
    expect(written('I <3 you & "R&D" <hr> a --> b')).toBe(
      'I &lt;3 you &amp; "R&amp;D" &lt;hr&gt; a --&gt; b',
    );
    expect(written('AT&amp;T &lt;i&gt;')).toBe('AT&amp;T &lt;i&gt;');
    expect(written('{Applause}')).toBe('{Applause}');
  });

  const PLACES = [
    [1, ' align:left'],
    [2, ''],
    [3, ' align:right'],
    [5, ' line:47%'],
    [8, ' line:0'],
    [9, ' line:0 align:right'],
  ] as const;
  for (const [key, settings] of PLACES) {
    test(`places a text by {\\an${key}}`, () => {
      expect(written(`{\\an${key}}Text`)).toBe(settings ? `${settings}\nText` : 'Text');
    });
  }

  test('keeps the first place of several', () => {
    expect(written('{\\an8}a{\\an2}b')).toBe(' line:0\nab');
  });

  test('keeps writing from right to left, Chinese and emoji as they are', () => {
    expect(written('مرحبا\nשלום\n你好 😀')).toBe('مرحبا\nשלום\n你好 😀');
  });

  test('reads a file that is WebVTT as such, and says so', () => {
    const document = read('WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Hi\n');
    expect(document.cues[0]?.payload).toMatchObject([{ kind: 'voice', annotation: 'Anna' }]);
    expect(codes(document)).toEqual(['signature_missing']);
  });

  test('has no cues of an empty file, and nothing to say of it', () => {
    expect(read('')).toEqual({ cues: [], styles: [], regions: [], problems: [] });
  });
});
