import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { codeOf, startTestOrigin, type TestOrigin } from './support/test-origin.js';

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin({ logLevel: 'info' });
});
afterEach(() => origin.stop());

describe('a session whose master is replaced', () => {
  it('continues with cached segments of the old version, and gets 410 for the others', async () => {
    const old = await origin.folder();
    const before = await origin.get(`${old}/3.m4s`);
    await origin.replace('film.mp4', 'another film');
    const fresh = await origin.folder();
    expect(fresh.split('/').at(-1)).not.toBe(old.split('/').at(-1));
    await origin.get(`${fresh}/3.m4s`);

    const cached = await origin.get(`${old}/3.m4s`);
    expect([cached.status, cached.headers.get('etag')]).toStrictEqual([200, before.headers.get('etag')]);
    expect(cached.headers.get('surrogate-key')).toBe(before.headers.get('surrogate-key'));
    expect((await origin.get(`${old}/media.m3u8`)).status).toBe(200);
    const gone = await origin.get(`${old}/1.m4s`);
    expect([gone.status, await codeOf(gone)]).toStrictEqual([410, 'version_gone']);
  });

  it('has nothing of the old version prefetched or produced', async () => {
    const old = await origin.folder();
    await origin.get(`${old}/0.m4s`);
    await origin.services.segments.idle();
    await origin.replace('film.mp4', 'another film');
    await origin.folder();
    const produced = origin.encoder.names.length;
    await origin.get(`${old}/0.m4s`);
    await origin.services.segments.idle();
    expect(origin.encoder.names).toHaveLength(produced);
  });

  it('ends when the old version is invalidated', async () => {
    const old = await origin.folder();
    await origin.get(`${old}/0.m4s`);
    const { version } = origin.services.library.ready(toAssetId('film'))!.master;
    await origin.replace('film.mp4', 'another film');
    await origin.folder();
    await origin.services.invalidations.start({
      target: { kind: 'version', asset: toAssetId('film'), version },
      mode: 'hard',
    });
    expect(await codeOf(await origin.get(`${old}/0.m4s`))).toBe('version_gone');
  });
});
