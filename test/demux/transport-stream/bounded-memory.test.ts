/** What a scan keeps of a stream does not grow with it, beside its tables. */
import { memoryUsage } from 'node:process';
import { expect, test } from 'vitest';
import { collectGarbage } from '../../../src/assets/indexing/collect-garbage.js';
import { AudioFrames } from '../../../src/demux/transport-stream/audio/audio-frames.js';
import {
  readProgrammes,
  readTransportSamples,
} from '../../../src/demux/transport-stream/read-transport-stream.js';
import { UnitTable } from '../../../src/demux/transport-stream/units/unit-table.js';
import { IndexBudget } from '../../../src/tracks/index.js';
import { changingMap, endlessPes } from '../../masters/support/hostile-transport.js';
import { sparseSource } from '../../masters/support/sparse-file.js';

const FRAME_BYTES = 8;
const PACKET_PAYLOAD = 184;

test('of audio frames whose headers lie across packets', () => {
  const table = new UnitTable();
  const frames = new AudioFrames(table, (bytes, at) =>
    bytes[at] === 0xff ? { size: FRAME_BYTES, length: 1024, rate: 48_000 } : undefined,
  );
  const frame = Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0]);
  const payload = Buffer.alloc(PACKET_PAYLOAD, frame);
  const push = (packets: number) => {
    for (let i = 0; i < packets; i++) frames.push(payload, 0, payload.length, i * 188);
    collectGarbage();
    return memoryUsage().heapUsed;
  };
  const before = push(2000);
  expect(push(40_000) - before).toBeLessThan(4_000_000);
  frames.end();
  expect(table.count).toBe((42_000 * PACKET_PAYLOAD) / FRAME_BYTES);
});

async function readAll(pieces: ReturnType<typeof endlessPes>) {
  const source = sparseSource(pieces);
  const { played } = await readProgrammes(source);
  const streams = played.streams.filter(({ kind }) => kind.kind === 'video' || kind.kind === 'audio');
  const context = { budget: new IndexBudget(), onProgress: () => undefined };
  return readTransportSamples(source, played, { media: streams as never }, context);
}

test('a map of other PIDs in every second packet is refused', async () => {
  await expect(readAll(changingMap(60_000))).rejects.toMatchObject({ code: 'master_damaged' });
});

test('an access unit that never ends is refused, and costs no other track', async () => {
  const { tracks } = await readAll(endlessPes(200_000));
  expect(tracks.map(({ samples }) => samples.status)).toEqual(['rejected', 'fulfilled']);
});
