import { describe, expect, test } from 'vitest';

import { type Cue, cuesWithin, readText, writeWebVtt } from '../../../src/text/index.js';

const FILE = `WEBVTT

STYLE
::cue { color: lime }

REGION
id:fred
width:40%

first
00:00:01.000 --> 00:00:02.000 vertical:rl line:-1,end position:25.5%,line-left size:50% align:left
<v.loud Anna &amp; Bo>A &amp; B</v> &lt;3

100:00:03.000 --> 100:00:04.000 region:fred
<i>One</i>
<b><u>Two</u></b> <00:00:03.500><c.x>three</c> <lang en>x</lang> <ruby>漢<rt>かん</rt></ruby>
`;

function text(start: number, end: number, words: string): Cue {
  return { start, end, payload: [{ kind: 'text', text: words }] };
}

describe('writeWebVtt', () => {
  test('writes what was read', () => {
    expect(writeWebVtt(readText(Buffer.from(FILE), 'webvtt'))).toBe(FILE);
  });

  test('writes a file without cues', () => {
    expect(writeWebVtt({ cues: [] })).toBe('WEBVTT\n');
  });

  test('maps the time of cues to that of a transport stream', () => {
    expect(writeWebVtt({ cues: [text(0, 1, 'A')] }, { mpegts: 900_000, local: 3_600_000 })).toBe(
      'WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:01:00:00.000\n\n00:00:00.000 --> 00:00:00.001\nA\n',
    );
  });

  test('writes nothing that would end a cue or begin another', () => {
    const cue: Cue = { ...text(0, 1000, 'A\n\n\n00:01 --> 00:02\r\rB\n'), id: 'a --> \n b' };
    const { cues, problems } = readText(
      Buffer.from(writeWebVtt({ cues: [cue], styles: ['a\n\n-->b'] })),
      'webvtt',
    );
    expect(cues).toEqual([
      { ...text(0, 1000, 'A\n\u00A0\n\u00A0\n00:01 --> 00:02\n\u00A0\nB'), id: 'a    b' },
    ]);
    expect(problems).toEqual([]);
  });
});

describe('cuesWithin', () => {
  const cues = [text(0, 1000, 'A'), text(500, 9000, 'B'), text(2000, 4000, 'C'), text(4000, 5000, 'D')];

  test('returns the cues of a half-open range, whole', () => {
    expect(cuesWithin(cues, { start: 0, end: 2000 })).toEqual([cues[0], cues[1]]);
    expect(cuesWithin(cues, { start: 2000, end: 4000 })).toEqual([cues[1], cues[2]]);
    expect(cuesWithin(cues, { start: 4000, end: 6000 })).toEqual([cues[1], cues[3]]);
    expect(cuesWithin(cues, { start: 9000, end: 12_000 })).toEqual([]);
  });

  test('writes a cue of two segments into both in the same way', () => {
    const blocks = [0, 2000, 4000].map((start) => {
      return writeWebVtt({ cues: cuesWithin(cues, { start, end: start + 2000 }) }).split('\n\n');
    });
    for (const segment of blocks)
      expect(segment.map((block) => block.trimEnd())).toContain('00:00:00.500 --> 00:00:09.000\nB');
  });
});
