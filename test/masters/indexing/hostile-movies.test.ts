/** Movies with randomly damaged boxes are indexed or refused, quickly and with little memory. */
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSegmentMap } from '../../../src/masters/segment-map/segment-map.js';
import type { Master } from '../../../src/stores/store.js';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { processorMs } from '../../support/processor-time.js';
import { inMemory } from '../support/byte-source.js';
import { change, withChanges } from '../support/changed-movies.js';
import { codeOf } from '../support/errors.js';
import { fakeTools } from '../support/fake-tools.js';
import { indexMaster } from '../support/index-master.js';

const MAX_MS = 1000;
/** Limit of the memory for arrays per byte of the file, whatever its tables claim. */
const MAX_BYTES_PER_BYTE = 200;

const KINDS: readonly EncodedKind[] = ['late-video', 'h264-fragmented', 'pcm-mov', 'two-languages'];

function masterOf(bytes: Buffer): Master {
  return { asset: 'a', version: 'v', size: bytes.length, open: async () => inMemory(bytes) };
}

const signal = new AbortController().signal;
const index = (bytes: Buffer) => indexMaster(masterOf(bytes), '/nowhere', fakeTools, signal);

async function indexAndCut(bytes: Buffer): Promise<void> {
  const map = buildSegmentMap(await index(bytes), 48_000, { targetSeconds: 4, firstSeconds: [2, 2] });
  expect(map.count).toBeGreaterThan(0);
}

describe.each(KINDS)('%s', (kind) => {
  let file = Buffer.alloc(0);

  beforeAll(async () => {
    file = await readFile(await generateMaster(kind));
  });

  afterAll(() => {
    file = Buffer.alloc(0);
  });

  test('is indexed when it is undamaged', async () => {
    expect((await index(file)).files).toEqual([{ kind: 'master' }]);
  });

  test('is indexed or refused when bytes of its boxes are changed', async () => {
    let slowest = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = withChanges(file, changes);
        const before = process.memoryUsage().arrayBuffers;
        let code: string | undefined;
        const spentMs = await processorMs(async () => {
          code = await codeOf(() => indexAndCut(bytes));
        });
        const grown = process.memoryUsage().arrayBuffers - before;
        slowest = Math.max(slowest, spentMs);
        expect(code ?? 'master_').toMatch(/^master_/);
        expect(grown).toBeLessThan(MAX_BYTES_PER_BYTE * bytes.length);
      }),
      { seed: 20_260_801, numRuns: 1000 },
    );
    expect(slowest).toBeLessThan(MAX_MS);
  });

  test('is refused when it is cut short anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), async (length) => {
        const code = await codeOf(() => index(file.subarray(0, length)));
        // A fragmented movie without its last fragments is a shorter movie.
        if (code === undefined) expect(kind).toBe('h264-fragmented');
        else expect(code).toMatch(/^master_/);
      }),
      { seed: 20_260_801, numRuns: 40 },
    );
  });
});
