import { expect, test } from 'vitest';
import { readFonts } from '../../../src/encoder/burn/font-files.js';
import type { ByteSource } from '../../../src/stores/store.js';
import type { Attachment } from '../../../src/tracks/index.js';

const TRUE_TYPE = Buffer.from([0, 1, 0, 0, 1, 2, 3, 4]);
const OPEN_TYPE = Buffer.from('OTTO1234', 'latin1');

/** A source with these attachments, whatever they say they are. */
function attached(...contents: readonly Buffer[]): {
  source: ByteSource;
  attachments: Attachment[];
  read: number[];
} {
  const bytes = Buffer.concat(contents);
  const read: number[] = [];
  let offset = 0;
  const attachments = contents.map(({ length }, i) => {
    offset += length;
    return { name: `${i}.ttf`, mediaType: 'font/ttf', offset: offset - length, size: length };
  });
  const source: ByteSource = {
    size: bytes.length,
    read: async (from, length) => {
      read.push(length);
      return bytes.subarray(from, from + length);
    },
    close: async () => undefined,
  };
  return { source, attachments, read };
}

test('fonts are known by their bytes, whatever the master says of them', async () => {
  const { source, attachments } = attached(
    Buffer.from('#!/bin/sh'),
    TRUE_TYPE,
    Buffer.from('\x89PNG\r\n'),
    OPEN_TYPE,
  );
  const { fonts, areIncomplete } = await readFonts(attachments, source);
  expect(fonts.map(({ extension }) => extension)).toEqual(['ttf', 'otf']);
  // Of those that are none, all are called fonts.
  expect(areIncomplete).toBe(true);
});

test('what is too large is not read', async () => {
  const { source, attachments, read } = attached(TRUE_TYPE, OPEN_TYPE);
  const huge = { ...attachments[0]!, size: 33 * 1024 * 1024 };
  expect(await readFonts([huge, attachments[1]!], source)).toMatchObject({
    ...{ fonts: [{ extension: 'otf' }], areIncomplete: true },
  });
  expect(Math.max(...read)).toBe(OPEN_TYPE.length);
});

test('no more than 64 fonts are read', async () => {
  const { source, attachments } = attached(...Array.from({ length: 70 }, () => TRUE_TYPE));
  const { fonts, areIncomplete } = await readFonts(attachments, source);
  expect([fonts.length, areIncomplete]).toEqual([64, true]);
});

test('what is not called a font and is none, as a cover, is not missed', async () => {
  const { source, attachments } = attached(TRUE_TYPE, Buffer.from('\x89PNG\r\n'));
  const cover = { ...attachments[1]!, name: 'cover.png', mediaType: 'image/png' };
  const read = await readFonts([attachments[0]!, cover], source);
  expect(read).toMatchObject({ fonts: [{ extension: 'ttf' }], areIncomplete: false });
});
