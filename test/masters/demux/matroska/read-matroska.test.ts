import { expect, test } from 'vitest';
import { readMatroska, readMatroskaSamples } from '../../../../src/masters/demux/matroska/read-matroska.js';
import { IndexBudget } from '../../../../src/masters/index-budget.js';
import {
  AUDIO,
  cluster,
  info,
  KEYFRAME,
  matroska,
  simpleBlock,
  tracks,
  VIDEO,
} from '../../../matroska/support/write-matroska.js';
import { inMemory } from '../../support/byte-source.js';

test('frames are found', async () => {
  const f = (n: number) => Buffer.alloc(n, 7);
  const file = matroska(
    info(),
    tracks(VIDEO, AUDIO),
    cluster(
      0,
      simpleBlock(1, 0, KEYFRAME, f(100)),
      simpleBlock(2, 0, KEYFRAME, f(20)),
      simpleBlock(1, 42, 0, f(50)),
    ),
    cluster(83, simpleBlock(1, 0, 0, f(60)), simpleBlock(2, -62, 0, f(9))),
  );
  const source = inMemory(file);
  const m = await readMatroska(source);
  const r = await readMatroskaSamples(source, m, m.segment.tracks, new IndexBudget());
  console.log(JSON.stringify(r, (k, v) => (ArrayBuffer.isView(v) ? Array.from(v as never) : v)));
  expect(1).toBe(1);
});
