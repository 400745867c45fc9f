import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Download } from '../../src/downloads/index.js';
import type { SegmentRef } from '../../src/segments/index.js';
import { segmentBytes } from '../origin/downloads/support/segment-bytes.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

/** Names the segments that are begun of a file of video and audio, while no video is ready. */
async function begunWith(slots: number): Promise<readonly string[]> {
  const asset = madeUpAsset();
  const { video, audio } = asset.ladder;
  const begun: string[] = [];
  const inBackground = ({ variant, name }: SegmentRef): Promise<Uint8Array> => {
    begun.push(`${variant.rendition.kind}/${name}`);
    const bytes = segmentBytes(`${variant.rendition.id}/${name}`);
    return variant.rendition.kind === 'audio' ? Promise.resolve(bytes) : new Promise(() => undefined);
  };
  const sources = {
    segments: { inBackground, sizesOf: () => undefined, slots },
    texts: { movText: () => expect.unreachable() },
  };
  const download = new Download(asset, { video: video[0], audio: [audio[0]!], text: [] }, sources as never);
  const reader = download.read(
    { part: 1, offset: 0 },
    { client: 'ann', signal: new AbortController().signal },
  );
  // The first audio.
  await reader.next();
  void reader.next();
  await turn();
  return begun.filter((name) => name.startsWith('video'));
}

it.each([
  [1, 2],
  [2, 3],
  [3, 4],
])(
  'with %i slots, %i segments of video are begun: one more, since the first may take longest',
  async (slots, segments) => {
    expect(await begunWith(slots)).toHaveLength(segments);
  },
);
