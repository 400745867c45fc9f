import { expect, test } from 'vitest';
import { box } from '../../../src/isobmff/index.js';
import { documentTexts, readSamples } from '../../../src/text/index.js';

test('cues of WebVTT in MP4 are the texts of a WebVTT file, escaped and with their spans', () => {
  const payload = box('payl', Buffer.from('<i>ä</i> &amp; &lt;b\nline'));
  const bytes = box('vttc', box('iden', Buffer.from('1')), box('sttg', Buffer.from('line:0')), payload);
  const samples = [
    { start: 500, end: 1000, bytes },
    { start: 1000, end: 2000, bytes },
    { start: 2000, end: 3000, bytes: box('vtte') },
  ];
  const document = readSamples(samples, { codec: 'wvtt', configuration: new Uint8Array() });
  expect(documentTexts(document)).toEqual({
    ...{ format: 'webvtt', head: '', problems: [] },
    texts: [{ start: 500, end: 2000, text: '\n\n<i>ä</i> &amp; &lt;b\nline' }],
  });
});
