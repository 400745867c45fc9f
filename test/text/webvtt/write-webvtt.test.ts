import { describe, expect, test } from 'vitest';

import { type Cue, readText } from '../../../src/text/index.js';
import { writeWebVtt } from '../../support/webvtt-file.js';

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
      { ...text(0, 1000, 'A\n\u00A0\n\u00A0\n00:01 --> 00:02\n\u00A0\nB'), id: 'a     b' },
    ]);
    expect(problems).toEqual([]);
  });

  test('writes no arrow but that of times, whatever is left of one', () => {
    const id = '00:01.000 ---->> 00:02.000';
    const file = writeWebVtt({ cues: [{ ...text(0, 1000, 'A'), id }], styles: ['a ---->> b'] });
    expect(file.match(/-->/g)).toHaveLength(1);
    expect(readText(Buffer.from(file), 'webvtt').cues).toEqual([
      { ...text(0, 1000, 'A'), id: '00:01.000 -- > 00:02.000' },
    ]);
  });
});
