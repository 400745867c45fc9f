/** What is stored is believed only as it was written. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { indexPath } from '../../../src/assets/index-store.js';
import { readLoudness, writeLoudness } from '../../../src/assets/loudness/stored-loudness.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

const audio = { asset: toAssetId('ads/one'), version: 'v1', trackId: 1 };
const loudness = { integrated: -18.37, truePeak: -0.4 };

let dataPath: string;
const path = () => join(dirname(indexPath(dataPath, audio)), 'loudness.json');
beforeAll(async () => {
  dataPath = await mkdtemp(join(tmpdir(), 'onplay-loudness-'));
});
beforeEach(() => writeLoudness(dataPath, audio, loudness));
afterAll(() => rm(dataPath, { recursive: true, force: true }));

describe('a stored loudness', () => {
  it.each([loudness, { integrated: -30.2 }, {}])('is read as it was written: %j', async (written) => {
    await writeLoudness(dataPath, audio, written);
    expect(await readLoudness(dataPath, audio)).toEqual(written);
  });

  it('is of one version, and of one track', async () => {
    expect(await readLoudness(dataPath, { ...audio, trackId: 2 })).toBeUndefined();
    expect(await readLoudness(dataPath, { ...audio, version: 'v2' })).toBeUndefined();
  });

  it.each([
    ['another number', (text: string) => text.replace('-18.37', '-18.38')],
    ['no number', (text: string) => text.replace('-18.37', '"-18.37"')],
    ['one that no audio has', (text: string) => text.replace('-18.37', '1e9')],
    ['more than is written', (text: string) => text.replace('{', '{"gain":3,')],
    ['less', (text: string) => text.replace(',"truePeak":-0.4', '')],
    ['half of the file', (text: string) => text.slice(0, 40)],
    ['nothing', () => ''],
    ['a file without end', (text: string) => text.padEnd(1_000_000, 'x')],
  ])('is not believed with %s', async (_, damage) => {
    await writeFile(path(), damage(await readFile(path(), 'utf8')));
    expect(await readLoudness(dataPath, audio)).toBeUndefined();
  });

  it('is not there before it is written', async () => {
    await rm(path());
    expect(await readLoudness(dataPath, audio)).toBeUndefined();
  });
});
