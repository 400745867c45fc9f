import { expect, test } from 'vitest';
import { ID, liveFrameHeader, liveHeader } from '../../../src/matroska/index.js';
import { element, float, openElement, text, unsigned } from '../support/write-ebml.js';
import { blockHead, KEYFRAME } from '../support/write-matroska.js';

const ENTRY = text(ID.codecId, 'A_TTA1');

test('the file begins with a segment of unknown size, whose ticks are nanoseconds, and its only track', () => {
  const head = element(
    ID.ebml,
    text(ID.docType, 'matroska'),
    unsigned(ID.docTypeVersion, 4),
    unsigned(ID.docTypeReadVersion, 2),
  );
  const track = element(ID.tracks, element(ID.trackEntry, unsigned(ID.trackNumber, 1), ENTRY));
  const scale = unsigned(ID.timestampScale, 1);
  const segment = (...info: Uint8Array[]) => openElement(ID.segment, element(ID.info, ...info), track);
  expect(Buffer.from(liveHeader(ENTRY, undefined))).toEqual(Buffer.concat([head, segment(scale)]));
  const timed = segment(scale, float(ID.duration, 5e9));
  expect(Buffer.from(liveHeader(ENTRY, 5e9))).toEqual(Buffer.concat([head, timed]));
});

test.each([
  [0, 1, true],
  [1_000_000_000_000, 126, false],
  [1_099_999_999_999, 127, true],
  [255, 1_000_000, false],
])('a frame at %i ns of %i bytes is a block in a cluster of its own', (time, size, isSync) => {
  const frame = Buffer.alloc(size, 7);
  const block = element(ID.simpleBlock, blockHead(1, 0, isSync ? KEYFRAME : 0), frame);
  const whole = element(ID.cluster, unsigned(ID.timestamp, time), block);
  expect(Buffer.concat([liveFrameHeader(time, size, isSync), frame]).equals(whole)).toBe(true);
});
