import { describe, expect, test } from 'vitest';

import { readText, type TextDocument } from '../../../src/text/index.js';
import { writeWebVtt } from '../../support/webvtt-file.js';

const HEAD = `[Script Info]
ScriptType: v4.00+
PlayResX: 1000
PlayResY: 500

[V4+ Styles]
Format: Name, Fontname, Fontsize, Bold, Italic, Underline, Alignment
Style: Default,Arial,20,0,0,0,2
Style: Thought,Arial,20,0,-1,0,2
Style: Sign,Arial,20,-1,0,0,8

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
`;

function read(...events: readonly string[]): TextDocument {
  return readText(Buffer.from(HEAD + events.map((event) => `Dialogue: ${event}\n`).join('')), 'ass');
}

/** What of an event stands in WebVTT from its times on. */
function written(text: string, style = 'Default', name = ''): string {
  const [, cue = ''] = writeWebVtt(read(`0,0:00:01.00,0:00:02.00,${style},${name},0,0,0,,${text}`)).split(
    '\n\n',
  );
  return cue.trimEnd().replace('00:00:01.000 --> 00:00:02.000', '').replace(/^\n/, '');
}

function codes({ problems }: TextDocument): readonly string[] {
  return problems.map(({ code }) => code);
}

describe('readText of ASS', () => {
  test('reads events in the order of their times, with commas in their text', () => {
    const document = read(
      '0,0:01:00.50,1:00:00.00,Default,,0,0,0,,Two, and more',
      '0,0:00:01.04,0:00:02.99,Default,,0,0,0,,One',
    );
    expect(document.cues).toEqual([
      { start: 1040, end: 2990, payload: [{ kind: 'text', text: 'One' }] },
      { start: 60_500, end: 3_600_000, payload: [{ kind: 'text', text: 'Two, and more' }] },
    ]);
    expect(document.problems).toEqual([]);
  });

  test('keeps line ends, hard spaces, italics, bold and underline', () => {
    expect(written('{\\i1}One{\\i0}\\Ntwo\\nthree\\hfour {\\b1\\u1}five{\\b0} six')).toBe(
      '<i>One</i>\ntwo three\u00A0four <b><u>five</u></b><u> six</u>',
    );
  });

  test('takes italics, bold and the place from the style, and back to it', () => {
    expect(written('One {\\i0}two{\\r} three', 'Thought')).toBe('<i>One </i>two<i> three</i>');
    expect(written('Text', 'Sign')).toBe(' line:0\n<b>Text</b>');
    expect(written('Text', 'Unknown')).toBe('Text');
  });

  test('names who speaks', () => {
    expect(written('Hi & bye', 'Default', 'Anna')).toBe('<v Anna>Hi &amp; bye</v>');
  });

  test('keeps a position as far as WebVTT has it', () => {
    expect(written('{\\an7\\pos(250,100)}Text')).toBe(' line:20% position:25% align:left\nText');
    expect(written('{\\pos(500,400)}One\\Ntwo')).toBe(' line:68% position:50%\nOne\ntwo');
    expect(written('{\\an5\\move(900,250,0,0)}Text')).toBe(' line:47% position:90%\nText');
    expect(written('{\\a6}Text')).toBe(' line:0\nText');
    expect(written('{\\pos(-9000,99999)}Text')).toBe(' line:100% position:0%\nText');
  });

  test('leaves out drawings, karaoke and effects, and says so once', () => {
    const document = read(
      '0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100{\\p0}',
      '0,0:00:02.00,0:00:03.00,Default,,0,0,0,,{\\k20}La{\\kf30}la{\\t(0,500,\\i1\\clip(0,0,5,5))\\fad(1,2)}!',
    );
    expect(document.cues).toEqual([{ start: 2000, end: 3000, payload: [{ kind: 'text', text: 'Lala!' }] }]);
    expect(document.problems).toMatchObject([{ code: 'markup_dropped', count: 2, line: 14 }]);
  });

  test('leaves out comments, and what is no override stays hidden', () => {
    expect(written('One{a comment} two')).toBe('One two');
    expect(read().cues).toEqual([]);
    expect(
      readText(Buffer.from(`${HEAD}Comment: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,No\n`), 'ass').cues,
    ).toEqual([]);
  });

  test('shows a sign once that is written in several layers', () => {
    const layers = [0, 1, 2].map(
      (layer) => `${layer},0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\bord${layer}}Sign`,
    );
    expect(read(...layers).cues).toHaveLength(1);
  });

  test('reads SSA, which numbers places otherwise', () => {
    const ssa = HEAD.replace('[V4+ Styles]', '[V4 Styles]').replace('0,0,0,2', '0,0,0,6');
    const { cues } = readText(
      Buffer.from(`${ssa}Dialogue: Marked=0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Text\n`),
      'ass',
    );
    expect(cues).toMatchObject([{ settings: { line: { value: 0, unit: 'lines' } } }]);
  });

  test('says which events have no times, and shows the rest', () => {
    const document = read(
      '0,never,0:00:02.00,Default,,0,0,0,,A',
      '0,0:00:01.00,0:00:02.00,Default,,0,0,0,,B',
    );
    expect(document.cues).toHaveLength(1);
    expect(document.problems).toMatchObject([{ code: 'times_unreadable', line: 14 }]);
  });

  test('reads a script under the name of SubRip, and says so', () => {
    const script = `${HEAD}Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,A\n`;
    const document = readText(Buffer.from(script), 'srt');
    expect(document.cues).toHaveLength(1);
    expect(codes(document)).toEqual(['signature_missing']);
  });
});
