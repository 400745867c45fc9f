import { expect, test } from 'vitest';
import { chooseStreams } from '../../../src/encoder/remux/choose-streams.js';
import type { Stream } from '../../../src/encoder/remux/list-streams.js';

function streams(...specs: readonly Partial<Stream>[]): Stream[] {
  const usual = { kind: 'audio', codec: 'aac', isAttachedPicture: false, isDefault: false, area: 0 } as const;
  return specs.map((spec, number) => ({ ...usual, number, ...spec }));
}

function choose(...specs: readonly Partial<Stream>[]) {
  const { chosen, ignored } = chooseStreams(streams(...specs));
  return {
    chosen: chosen.map(({ number }) => number),
    ignored: ignored.map(({ id, kind, reason }) => `${id} ${kind}: ${reason}`),
  };
}

test('video comes first: marked as default, then the largest, then the first', () => {
  const video = { kind: 'video', codec: 'h264' } as const;
  const { chosen } = choose(
    {},
    { ...video, area: 100 },
    { ...video, area: 200 },
    { ...video, area: 50, isDefault: true },
    { ...video, area: 200 },
    {},
  );
  expect(chosen).toEqual([3, 2, 4, 1, 0, 5]);
});

test('what is neither video nor audio, or of no known codec, is not copied', () => {
  expect(
    choose(
      { kind: 'video', codec: 'png', isAttachedPicture: true },
      { kind: 'data', codec: 'none' },
      { kind: 'text', codec: 'subrip' },
      { codec: 'none' },
      {},
    ),
  ).toEqual({
    chosen: [4],
    ignored: [
      '0 video: attached picture',
      '1 data: neither video nor audio',
      '2 text: subtitles of this container are not read',
      '3 audio: its codec is not known',
    ],
  });
});

test('of a hundred streams as many are copied as may be played', () => {
  const hundred = [...Array(50).fill({ kind: 'video', codec: 'h264' }), ...Array(50).fill({})];
  const { chosen, ignored } = choose(...hundred);
  expect([chosen.length, ignored.length]).toEqual([4 + 32, 64]);
});
