import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CopyTurns } from '../../../src/ads/creatives/copy-turns.js';
import { creativeName } from '../../../src/ads/creatives/creative-name.js';
import { CreativeRoom } from '../../../src/ads/creatives/creative-room.js';
import { Creatives } from '../../../src/ads/creatives/creatives.js';
import type { Asset } from '../../../src/assets/index.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { createLogger } from '../../../src/shared/log.js';
import { importBench } from '../../uploads/support/import-bench.js';
import { sends } from '../../uploads/support/source-server.js';

let bench: Awaited<ReturnType<typeof importBench>>;
beforeEach(async () => {
  bench = await importBench();
});
afterEach(() => bench.close());

const waiting = (signal: AbortSignal) => ({ server: 'ads.example', signal });
const never = waiting(new AbortController().signal);
const fileOf = (url: string) => ({ url, type: 'video/mp4', isMezzanine: false });

/** Creatives with a library that knows what has been copied. */
function creatives({ refuses = '', now = (): number => 0, maxNew = 100, maxBytes = 1e6 } = {}) {
  const { imports } = bench.importing();
  const library = {
    async get(id: string): Promise<Asset> {
      const isThere = imports.list(1000).some(({ asset, state }) => asset === id && state === 'done');
      if (!isThere) throw new OnplayError('asset_unknown', { publicDetail: 'There is none.' });
      if (refuses === id) throw new OnplayError('master_unreadable', { publicDetail: 'It is none.' });
      return {} as Asset;
    },
    revalidate: async () => undefined,
  };
  const log = createLogger({ level: 'silent' });
  const room = new CreativeRoom({
    ...{ file: join(bench.folder, 'creatives.json'), maxBytes, maxCreativeBytes: 1000, log },
    ...{ playedMs: 60_000, remove: async () => undefined },
  });
  return new Creatives({ library, imports, room, turns: new CopyTurns({ now, maxNew }), log });
}

/** A server that knows all files but those called `bad`, and the paths that it was asked for. */
async function creativeServer() {
  const paths: (string | undefined)[] = [];
  const url = await bench.source((request, response) => {
    paths.push(request.url);
    if (request.url?.includes('bad')) response.writeHead(404).end();
    else sends('an ad')(request, response);
  });
  return { url, paths };
}

describe('a creative', () => {
  it('is an asset that its URL names, with the extension of its type', () => {
    const { asset, name } = creativeName({ url: 'https://cdn.example/ad', type: 'video/webm' });
    expect(asset).toMatch(/^ads\/[0-9a-f]{32}$/);
    expect(name).toBe(`${asset}.webm`);
    expect(creativeName({ url: 'https://cdn.example/ad?2', type: 'video/webm' }).asset).not.toBe(asset);
  });

  it('is copied once for all who ask for it', async () => {
    const { url, paths } = await creativeServer();
    const known = creatives();
    const file = fileOf(`${url}/ad.mp4`);
    const { asset } = creativeName(file);
    const both = [known.ready([file], never), known.ready([file], never)];
    expect(await Promise.all(both)).toEqual([asset, asset]);
    expect(await known.ready([file], never)).toBe(asset);
    expect(paths).toHaveLength(1);
  });

  it('is not waited for longer than the signal says, and is there later', async () => {
    const asked = Promise.withResolvers<() => void>();
    const url = await bench.source((request, response) =>
      asked.resolve(() => sends('an ad')(request, response)),
    );
    const known = creatives();
    const file = fileOf(`${url}/ad.mp4`);
    const leaving = new AbortController();
    const first = known.ready([file], waiting(leaving.signal));
    const answer = await asked.promise;
    leaving.abort();
    expect(await first).toBeUndefined();
    answer();
    expect(await known.ready([file], never)).toBe(creativeName(file).asset);
  });

  it('that fails is not asked for again soon: the next best file is', async () => {
    const { url, paths } = await creativeServer();
    const known = creatives();
    const files = [fileOf(`${url}/bad.mp4`), fileOf(`${url}/good.mp4`)];
    expect(await known.ready(files, never)).toBeUndefined();
    expect(await known.ready(files, never)).toBe(creativeName(files[1]!).asset);
    expect(paths).toEqual(['/bad.mp4', '/good.mp4']);
  });

  it('is not played where its bytes are no master', async () => {
    const { url } = await creativeServer();
    const file = fileOf(`${url}/ad.mp4`);
    const { asset } = creativeName(file);
    expect(await creatives({ refuses: asset }).ready([file], never)).toBeUndefined();
  });

  it('is of a host that is allowed', async () => {
    expect(await creatives().ready([fileOf('http://elsewhere.example/ad.mp4')], never)).toBeUndefined();
  });

  it('is not copied where there is no room for it', async () => {
    const { url, paths } = await creativeServer();
    const known = creatives({ maxBytes: 1005 });
    const [first, second] = [fileOf(`${url}/1.mp4`), fileOf(`${url}/2.mp4`)];
    expect(await known.ready([first], never)).toBe(creativeName(first).asset);
    expect(await known.ready([second], never)).toBe(creativeName(second).asset);
    expect(await known.ready([fileOf(`${url}/3.mp4`)], never)).toBeUndefined();
    expect(paths).toEqual(['/1.mp4', '/2.mp4']);
  });

  it('counts as none of its hour where there is no room for it', async () => {
    const { url, paths } = await creativeServer();
    const known = creatives({ maxBytes: 1500, maxNew: 2 });
    const asking = (name: string) => known.ready([fileOf(`${url}/${name}.mp4`)], never);
    const [first, ...others] = await Promise.all([asking('1'), asking('2'), asking('3')]);
    expect([first !== undefined, others]).toEqual([true, [undefined, undefined]]);
    expect(await asking('4')).toBeDefined();
    expect(paths).toEqual(['/1.mp4', '/4.mp4']);
  });

  it('is one of so many new ones in an hour', async () => {
    let now = 0;
    const { url, paths } = await creativeServer();
    const known = creatives({ now: () => now, maxNew: 3 });
    for (let n = 0; n < 5; n++) await known.ready([fileOf(`${url}/bad/${n}.mp4`)], never);
    expect(paths).toHaveLength(3);
    now = 60 * 60_000;
    await known.ready([fileOf(`${url}/bad/later.mp4`)], never);
    expect(paths).toHaveLength(4);
  });
});
