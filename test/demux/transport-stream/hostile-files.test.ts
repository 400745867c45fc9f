/** Damaged transport streams give errors of masters alone, in bounded reads. */
import { expect, test } from 'vitest';
import { indexTransportStream } from '../../../src/masters/indexing/index-transport-stream.js';
import { readTextTrack } from '../../../src/masters/text/read-text-track.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { IndexBudget } from '../../../src/tracks/index-budget.js';
import { packetizedSamples } from '../../../src/tracks/samples/packetized-samples.js';
import { inMemory } from '../../masters/support/byte-source.js';
import { fakeTools } from '../../masters/support/fake-tools.js';
import { mutated, randomFrom } from '../../masters/support/fuzzed-masters.js';
import { filmStream, musicStream, programmePackets } from '../../masters/support/write-transport-stream.js';
import { teletextDescriptor } from '../../support/teletext/teletext-stream.js';
import { boxed, teletextPayload } from '../../support/teletext/write-teletext.js';

const never = new AbortController().signal;
/** Display sets of DVB subtitles, each of a page and nothing else. */
const text = {
  ...{ pid: 0x103, streamType: 6, info: Buffer.of(0x59, 8, 0x65, 0x6e, 0x67, 0x10, 0, 1, 0, 1) },
  units: Array.from({ length: 20 }, (_, i) => ({
    bytes: Buffer.of(0x20, 0, 0x0f, 0x10, 0, 1, 0, 2, 30, 8, 0xff),
    pts: 90_000 + i * 3600,
  })),
};
/** A page of subtitles, shown and removed. */
const teletext = {
  ...{ pid: 0x104, streamType: 6, info: teletextDescriptor([{ language: 'ger', type: 2, page: '150' }]) },
  units: Array.from({ length: 6 }, (_, i) => ({
    bytes: teletextPayload([{ page: '150', rows: i % 2 === 0 ? { 20: boxed('text') } : {} }]),
    pts: 90_000 + i * 3600,
  })),
};
const whole = Buffer.concat(
  programmePackets([filmStream(6), musicStream(60), musicStream(30, 5000, 0x102), text, teletext]),
);

/** Indexes a file and reads all its samples back. Returns the code of the error, if it is one of masters. */
async function outcomeOf(bytes: Uint8Array): Promise<string> {
  const source = inMemory(bytes);
  try {
    const context = { tools: fakeTools, budget: new IndexBudget(), signal: never };
    const { video, audio, text = [] } = await indexTransportStream(source, 0, context);
    // The beginning of the file, the whole file, and looks at the format of some samples, of which there are some 130.
    expect(source.counts.reads).toBeLessThan(300);
    for (const { samples } of [...(video ? [video] : []), ...audio, ...text]) {
      const table = { ...samples, packets: samples.packets! };
      let sample = 0;
      for await (const read of packetizedSamples(table, { first: 0, end: samples.count }, source))
        expect(read.byteLength).toBe(samples.sizes[sample++]);
    }
    for (const track of text) await readTextTrack(source, track);
    return 'played';
  } catch (error) {
    if (error instanceof OnplayError && error.code.startsWith('master_')) return error.code;
    throw error;
  }
}

test('a whole file is played', async () => {
  expect(await outcomeOf(whole)).toBe('played');
});

test.each([1, 2, 3, 4])('random changes, seed %i', async (seed) => {
  const random = randomFrom(seed);
  const outcomes = new Map<string, number>();
  for (let i = 0; i < 400; i++) {
    const outcome = await outcomeOf(mutated(whole, random));
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  expect(outcomes.get('played')).toBeGreaterThan(100);
});

test('a file that is cut at any byte is played or refused', async () => {
  for (let end = 0; end < whole.byteLength; end += 97) await outcomeOf(whole.subarray(0, end));
  for (let start = 0; start < whole.byteLength; start += 1013) await outcomeOf(whole.subarray(start));
});
