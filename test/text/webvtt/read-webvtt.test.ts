import { describe, expect, test } from 'vitest';

import { plainText, readText, type TextDocument } from '../../../src/text/index.js';

function read(...lines: readonly string[]): TextDocument {
  return readText(Buffer.from(['WEBVTT', ...lines].join('\n')), 'webvtt');
}

function payload(text: string) {
  return read('', '00:01.000 --> 00:02.000', text).cues[0]?.payload;
}

function settings(text: string) {
  return read('', `00:01.000 --> 00:02.000 ${text}`, 'Text').cues[0]?.settings;
}

describe('readText of WebVTT', () => {
  test('reads cues with and without ids, of any line ends', () => {
    const text =
      'WEBVTT - title\r\n\r\nfirst\r00:01.000 --> 00:02.000\nOne\r\n\r\n\n01:00:00.001 --> 100:00:00.000\rTwo\nlines';
    expect(readText(Buffer.from(text), 'webvtt')).toEqual({
      cues: [
        { id: 'first', start: 1000, end: 2000, payload: [{ kind: 'text', text: 'One' }] },
        { start: 3_600_001, end: 360_000_000, payload: [{ kind: 'text', text: 'Two\nlines' }] },
      ],
      styles: [],
      regions: [],
      problems: [],
    });
  });

  test('reads style sheets and regions, and skips notes and the header', () => {
    const document = read(
      'Kind: captions',
      '',
      'STYLE',
      '::cue { color: lime }',
      '',
      'REGION',
      'id:fred width:40%',
      'lines:3',
      '',
      'NOTE nothing',
      'to see',
      '',
      '00:01.000 --> 00:02.000 region:fred',
      'Text',
    );
    expect(document.styles).toEqual(['::cue { color: lime }']);
    expect(document.regions).toEqual([{ id: 'fred', settings: ['width:40%', 'lines:3'] }]);
    expect(document.cues).toMatchObject([{ settings: { region: 'fred' } }]);
    expect(document.problems).toEqual([]);
  });

  test('begins a new cue at an arrow, though no empty line stands before it', () => {
    const { cues } = read('', '00:01.000 --> 00:02.000', 'One', '00:03.000 --> 00:04.000', 'Two');
    expect(cues.map(({ start, payload }) => [start, plainText(payload)])).toEqual([
      [1000, 'One'],
      [3000, 'Two'],
    ]);
  });

  test('leaves out a cue whose times are not as the standard says, and shows the rest', () => {
    const { cues, problems } = read(
      '',
      '00:01,000 --> 00:02.000',
      'A',
      '',
      '0:01.000 --> 00:02.000',
      'B',
      '',
      '00:60.000 --> 00:61.000',
      'C',
      '',
      '00:03.000 --> 00:04.000',
      'D',
    );
    expect(cues.map(({ payload }) => plainText(payload))).toEqual(['D']);
    expect(problems).toMatchObject([{ code: 'times_unreadable', count: 3, line: 3 }]);
  });

  test('reads all settings', () => {
    expect(settings('line:-2,end position:25.5%,line-left size:50% align:left')).toEqual({
      line: { value: -2, unit: 'lines', align: 'end' },
      position: { percent: 25.5, align: 'line-left' },
      size: 50,
      align: 'left',
    });
    expect(settings('vertical:rl line:10%')).toEqual({
      vertical: 'rl',
      line: { value: 10, unit: 'percent' },
    });
  });

  test('ignores settings that the standard does not have', () => {
    expect(
      settings('line:101% position:x size:50 align:middle vertical:up line:1,down constructor:1 a:b'),
    ).toBeUndefined();
  });

  test('takes a cue out of its region where it has a line of its own', () => {
    expect(settings('region:a line:1')).toEqual({ line: { value: 1, unit: 'lines' } });
  });

  test('reads speakers, classes, languages, ruby and times within a cue', () => {
    expect(payload('<v.loud.first Anna &amp; Bo>Hi <00:01.500><c.x>there</c></v>')).toEqual([
      {
        kind: 'voice',
        annotation: 'Anna & Bo',
        classes: ['loud', 'first'],
        children: [
          { kind: 'text', text: 'Hi ' },
          { kind: 'timestamp', time: 1500 },
          { kind: 'class', classes: ['x'], children: [{ kind: 'text', text: 'there' }] },
        ],
      },
    ]);
    expect(payload('<lang en-GB>a</lang><ruby>漢<rt>かん</ruby>字')).toEqual([
      { kind: 'language', annotation: 'en-GB', children: [{ kind: 'text', text: 'a' }] },
      {
        kind: 'ruby',
        children: [
          { kind: 'text', text: '漢' },
          { kind: 'rubyText', children: [{ kind: 'text', text: 'かん' }] },
        ],
      },
      { kind: 'text', text: '字' },
    ]);
  });

  test('ignores tags that are unknown or close nothing, and keeps their text', () => {
    expect(payload('<x>a</i><i>b</b>c</i><rt>d</rt>e')).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'italic', children: [{ kind: 'text', text: 'bc' }] },
      { kind: 'text', text: 'de' },
    ]);
  });

  test('reads character references', () => {
    expect(payload('&lt;b&gt; &amp; &nbsp;&lrm;&#228;&#x1F600; &unknown; & &#xD800;')).toEqual([
      { kind: 'text', text: '<b> & \u00A0\u200Eä😀 &unknown; & \uFFFD' },
    ]);
  });

  test('reads SubRip under the name of WebVTT, and says so', () => {
    const { cues, problems } = readText(Buffer.from('1\n00:00:01,000 --> 00:00:02,000\nA\n'), 'webvtt');
    expect(cues).toHaveLength(1);
    expect(problems).toMatchObject([{ code: 'signature_missing', line: 1 }]);
  });

  test('says that the timestamp map of a segment is ignored', () => {
    const { problems } = read(
      'X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000',
      '',
      '00:01.000 --> 00:02.000',
      'A',
    );
    expect(problems).toMatchObject([{ code: 'timestamp_map_ignored', line: 2 }]);
  });
});
