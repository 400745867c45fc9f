import { expect, test } from 'vitest';
import { readSourceTexts } from '../../../src/text/index.js';

const read = (text: string) => readSourceTexts(Buffer.from(text));

test('texts of SubRip are as they are written, in the order of their times', () => {
  const { format, texts } = read(
    '1\n00:00:05,000 --> 00:00:06,500\n<i>second</i> {\\an8}\n\n2\n00:00:01,000 --> 00:00:02,000\nfirst\nline\n',
  );
  expect(format).toBe('srt');
  expect(texts).toEqual([
    { start: 1000, end: 2000, text: 'first\nline' },
    { start: 5000, end: 6500, text: '<i>second</i> {\\an8}' },
  ]);
});

test('cues of WebVTT have their id and settings on lines before the text', () => {
  const { texts } = read(
    'WEBVTT\n\nSTYLE\n::cue {}\n\nid\n00:01.000 --> 00:02.000 line:0\n&lt;one\n\n00:03.000 --> 00:04.000\ntwo',
  );
  expect(texts).toEqual([
    { start: 1000, end: 2000, text: 'id\nline:0\n&lt;one' },
    { start: 3000, end: 4000, text: '\n\ntwo' },
  ]);
});

test('events of ASS are stored in the order of Matroska, whatever that of the script is, without what is in other sections', () => {
  const { format, head, texts } = read(
    [
      '[Script Info]',
      'PlayResX: 640',
      '[V4+ Styles]',
      'Style: Default,Arial,20',
      '[Fonts]',
      'fontname: evil.ttf',
      '[Events]',
      'Format: Start, End, Layer, Style, Actor, Text',
      'Comment: 0:00:00.00,0:00:09.00,0,Default,,not shown',
      'Dialogue: 0:00:01.50,0:00:02.00,3,Default,Ann,{\\i1}Hello, you',
    ].join('\r\n'),
  );
  expect(format).toBe('ass');
  expect(head).toContain('Style: Default,Arial,20');
  expect(head).not.toContain('evil');
  expect(texts).toEqual([{ start: 1500, end: 2000, text: '0,3,Default,Ann,,,,,{\\i1}Hello, you' }]);
});

test('what has no time is left out, and what begins before the film begins with it', () => {
  const { texts } = read('00:00:02,000 --> 00:00:01,000\nnever\n\n-00:00:01,000 --> 00:00:01,000\nearly\n');
  expect(texts).toEqual([{ start: 0, end: 1000, text: 'early' }]);
});

test('of a million texts the first 200,000 are kept, and that is said', () => {
  const { texts, problems } = read('00:01,0 --> 00:02,0\nx\n'.repeat(300_000));
  expect(texts).toHaveLength(200_000);
  expect(problems.map(({ code }) => code)).toContain('cues_cut');
});
