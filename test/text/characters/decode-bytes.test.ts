import { describe, expect, test } from 'vitest';

import { decodeBytes } from '../../../src/text/characters/decode-bytes.js';
import { ProblemLog } from '../../../src/text/problems.js';
import { ENCODED } from './encoded.js';

function decoded(bytes: Uint8Array): { text: string; codes: readonly string[] } {
  const log = new ProblemLog();
  const text = decodeBytes(bytes, log);
  return { text, codes: log.problems.map(({ code }) => code) };
}

/** As SubRip has it: numbers and times between the sentences. */
function asSrt(sentences: Uint8Array): Uint8Array {
  const lines = Buffer.from(sentences).toString('latin1').split('\n');
  const cues = lines.map((line, i) => `${i + 1}\r\n00:00:0${i},000 --> 00:00:0${i},900\r\n${line}\r\n`);
  return Buffer.from(cues.join('\r\n'), 'latin1');
}

describe('decodeBytes', () => {
  for (const { set, text, base64 } of ENCODED) {
    test(`reads subtitles in ${set}, and says that it guessed`, () => {
      const result = decoded(asSrt(Buffer.from(base64, 'base64')));
      for (const line of text.split('\n')) expect(result.text).toContain(line);
      expect(result.codes).toEqual(['character_set_guessed']);
    });
  }

  const WRITTEN = '1\n00:00:01,000 --> 00:00:02,000\nÄ, 你好, مرحبا, שלום, 😀\n';

  test('reads UTF-8 and has nothing to say of it', () => {
    expect(decoded(Buffer.from(WRITTEN))).toEqual({ text: WRITTEN, codes: [] });
  });

  test('takes a byte order mark off UTF-8 and UTF-16', () => {
    const littleEndian = Buffer.from(`\uFEFF${WRITTEN}`, 'utf16le');
    const marked = [Buffer.from(`\uFEFF${WRITTEN}`), littleEndian, Buffer.from(littleEndian).swap16()];
    for (const bytes of marked) expect(decoded(bytes)).toEqual({ text: WRITTEN, codes: [] });
  });

  test('recognizes UTF-16 without a mark, in both byte orders', () => {
    const littleEndian = Buffer.from(WRITTEN, 'utf16le');
    expect(decoded(littleEndian)).toEqual({ text: WRITTEN, codes: [] });
    expect(decoded(Buffer.from(littleEndian).swap16())).toEqual({ text: WRITTEN, codes: [] });
  });

  test('reads another set that stands behind the mark of UTF-8', () => {
    const mark = Buffer.from([0xef, 0xbb, 0xbf]);
    const sentences = Buffer.from(ENCODED[0]!.base64, 'base64');
    expect(decoded(Buffer.concat([mark, asSrt(sentences)])).text).toContain('Schöne Grüße aus Österreich');
  });

  test('reads lines of UTF-8 and of another set in one file, and says so', () => {
    const windows = Buffer.from('\nGrüße, Mädchen, schöne Füße\nÜber den Bäumen\n', 'latin1');
    const result = decoded(Buffer.concat([Buffer.from(WRITTEN), windows, Buffer.from('żółć, 你好')]));
    for (const part of ['Ä, 你好, مرحبا', 'Grüße, Mädchen', 'Über den Bäumen', 'żółć, 你好'])
      expect(result.text).toContain(part);
    expect(result.codes).toEqual(['character_sets_mixed']);
  });

  test('reads what follows very many lines in the set that is not UTF-8', () => {
    const windows = 'Grüße, Mädchen, schöne Füße\nÜber den Bäumen\n';
    const parts = [
      Buffer.from('żółć, 你好\n'.repeat(150_000)),
      Buffer.from(windows.repeat(50_000), 'latin1'),
    ];
    const { text, codes } = decoded(Buffer.concat(parts));
    expect(text.startsWith('żółć, 你好\n')).toBe(true);
    expect(text.endsWith(windows)).toBe(true);
    expect(codes).toEqual(['character_sets_mixed']);
  });

  test('shows what cannot be read as replacement characters, and says so', () => {
    const cut = Buffer.from(`\uFEFF${WRITTEN}`, 'utf16le');
    const loneSurrogate = Buffer.concat([cut, Buffer.from([0x3d, 0xd8, 0x0a, 0x00])]);
    const result = decoded(loneSurrogate);
    expect(result.text).toContain('Ä, 你好');
    expect(result.codes).toEqual(['characters_unreadable']);
  });

  test('reads nothing of nothing', () => {
    expect(decoded(new Uint8Array())).toEqual({ text: '', codes: [] });
  });
});
