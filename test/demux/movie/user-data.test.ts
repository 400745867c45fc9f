import { describe, expect, test } from 'vitest';

import { neroChapters, trackPurpose } from '../../../src/demux/index.js';
import { box } from '../../../src/isobmff/index.js';
import { inMemory } from '../../masters/support/byte-source.js';

/** A `udta` box with these boxes, as a file of its own. */
function userData(...boxes: readonly Uint8Array[]) {
  const file = box('udta', ...boxes);
  const place = { type: 'udta', offset: 0, contentStart: 8, size: file.byteLength, brand: '' };
  return { source: inMemory(file), place };
}

function chpl(
  version: number,
  count: number,
  ...chapters: readonly (readonly [number, string])[]
): Uint8Array {
  const entries = chapters.map(([seconds, title]) => {
    const entry = Buffer.alloc(9);
    entry.writeBigUInt64BE(BigInt(Math.round(seconds * 1e7)));
    entry.writeUInt8(Buffer.byteLength(title), 8);
    return Buffer.concat([entry, Buffer.from(title)]);
  });
  return box(
    'chpl',
    Buffer.of(version, 0, 0, 0),
    version === 0 ? Buffer.alloc(0) : Buffer.alloc(4),
    Buffer.of(count),
    ...entries,
  );
}

const chaptersOf = ({ source, place }: ReturnType<typeof userData>) => neroChapters(source, place);
const purposeOf = ({ source, place }: ReturnType<typeof userData>) => trackPurpose(source, place);

describe('chapters of Nero', () => {
  const FOUND = [
    { start: 0, title: 'Anfang', language: 'und' },
    { start: 1500.5, title: '第二章', language: 'und' },
  ];

  test('are read in both versions, behind what else there is', async () => {
    for (const version of [0, 1]) {
      const nero = chpl(version, 2, [0, 'Anfang'], [1.5005, '第二章']);
      expect(await chaptersOf(userData(box('meta', Buffer.alloc(5000)), nero))).toEqual(FOUND);
    }
  });

  test('are as many as there are, and as many as are said to be', async () => {
    expect(await chaptersOf(userData(chpl(1, 200, [0, 'Anfang'])))).toHaveLength(1);
    expect(await chaptersOf(userData(chpl(1, 1, [0, 'Anfang'], [1, 'More'])))).toHaveLength(1);
    expect(await chaptersOf(userData(box('chpl', Buffer.of(1))))).toEqual([]);
  });

  test('are none where user data is malformed, or there is none', async () => {
    expect(await chaptersOf(userData(Buffer.of(0xff, 0xff, 0xff, 0xff, 0x61, 0x62, 0x63, 0x64)))).toEqual([]);
    expect(await neroChapters(inMemory(new Uint8Array()), undefined)).toEqual([]);
  });
});

describe('the purpose of a track', () => {
  const kind = (value: string) => box('kind', Buffer.from(`\0\0\0\0urn:mpeg:dash:role:2011\0${value}\0`));

  test('is said by the roles of DASH and by the tags of Apple', async () => {
    expect(await purposeOf(userData(kind('caption')))).toEqual({ isHearingImpaired: true, isForced: false });
    expect(await purposeOf(userData(kind('main'), kind('forced-subtitle')))).toMatchObject({
      isForced: true,
    });
    const tag = box('tagc', Buffer.from('\0\0\0\0public.accessibility.transcribes-spoken-dialog'));
    expect(await purposeOf(userData(tag))).toMatchObject({ isHearingImpaired: true });
  });

  test('is none that is not said', async () => {
    const nothing = { isHearingImpaired: false, isForced: false };
    expect(await purposeOf(userData(kind('main')))).toEqual(nothing);
    expect(await trackPurpose(inMemory(new Uint8Array()), undefined)).toEqual(nothing);
  });
});
