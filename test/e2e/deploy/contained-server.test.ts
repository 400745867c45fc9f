/** A server as deploy/ starts it: not as root, without capabilities, on a file system of which it may write to one folder. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { contained, containedMissing } from './support/contained.js';

describe.skipIf(containedMissing)(`a server on a read-only file system${containedMissing}`, () => {
  let origin: Origin;
  beforeAll(async () => {
    const film = await generateMaster('h264-24-gop2');
    origin = await startOrigin({ masters: { 'film.mp4': film }, startedBy: contained });
  });
  afterAll(() => origin.stop());

  it('is healthy and ready', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await origin.fetch(path)).status).toBe(200);
  });

  it('plays, and stores what it makes in its folder', async () => {
    const { variants } = await readPresentation(origin, 'film');
    expect((await bytesOf(variants.at(-1)!.segments[1]!)).length).toBeGreaterThan(1000);
    await expect(access(join(origin.dataPath, 'indexes'))).resolves.toBeUndefined();
  });
});
