/** Real files with extreme sizes, values, laces and structures give errors of masters alone, in bounded reads. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { randomFrom } from '../../masters/support/fuzzed-masters.js';
import { changedElements } from '../../masters/support/fuzzed-matroska.js';
import { MATROSKA_CODES, matroskaCodes } from '../../masters/support/matroska-codes.js';
import { generateMaster } from '../../support/masters.js';
import { matroskaMaster } from '../../support/matroska-masters.js';

const RUNS = 150;
/** For 8 MB of elements that were repeated: each may be read by itself, if it is large. */
const MOST_READS = 30_000;

describe.each(['mkv-h264-ac3', 'webm-vp8-vorbis', 'opus-2.5ms.webm', 'cinepak.mkv'] as const)(
  '%s',
  (kind) => {
    let file: Buffer;

    beforeAll(async () => {
      file = await readFile(
        await (kind.includes('.') ? matroskaMaster(kind as never) : generateMaster(kind as never)),
      );
    });

    test('changed at random gives errors of masters, or samples in the file', async () => {
      const found = new Set<string>();
      for (let run = 0; run < RUNS; run++) {
        const changed = changedElements(file, randomFrom(815 + run));
        const codes = await matroskaCodes(changed, MOST_READS).catch((error: unknown) => {
          throw new Error(`run ${run}`, { cause: error });
        });
        for (const code of codes) found.add(code);
      }
      expect(MATROSKA_CODES).toEqual(expect.arrayContaining([...found]));
      expect(found.size).toBeGreaterThan(2);
    });
  },
);
