import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchMasters } from '../../src/composition/server/watch-masters.js';
import type { Services } from '../../src/origin/services.js';
import type { FolderWatch } from '../../src/stores/watch-folder.js';

let folder: string;
let watch: FolderWatch;
const revalidate = vi.fn(async (_asset: string) => undefined);

beforeEach(async () => {
  revalidate.mockClear();
  folder = await mkdtemp(join(tmpdir(), 'onplay-watched-'));
  watch = watchMasters(folder, { library: { revalidate }, log: { warn: vi.fn() } } as unknown as Services);
  await watch.ready;
});
afterEach(async () => {
  await watch.close();
  await rm(folder, { recursive: true });
});

it('a changed master is looked up again under both of its names, and its neighbours under none', async () => {
  for (const name of ['film.nfo', 'film.mkv.part', '~film.mkv', 'Cafe\u0301.mkv'])
    await writeFile(join(folder, name), '');
  await vi.waitFor(() => expect(revalidate).toHaveBeenCalledTimes(2), 5000);
  expect(revalidate.mock.calls.map(([asset]) => asset)).toStrictEqual(['Caf\u00e9', 'Caf\u00e9.mkv']);
});

it('a master is looked up again when a file beside it changes', async () => {
  await writeFile(join(folder, 'film.srt'), '');
  await vi.waitFor(() => expect(revalidate).toHaveBeenCalled(), 5000);
  expect(revalidate.mock.calls.map(([asset]) => asset)).toStrictEqual(['film']);
});
