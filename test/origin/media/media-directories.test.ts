/** The directories of media are found as soon as what they name is known. */
import { expect, it } from 'vitest';
import { gainedAsset } from '../../../src/assets/audio-gain/gained-asset.js';
import type { Asset } from '../../../src/assets/index.js';
import { MediaDirectories } from '../../../src/origin/media/media-directories.js';
import type { Services } from '../../../src/origin/services.js';
import { parseMediaPath } from '../../../src/shared/media-url.js';
import { TraceSecret } from '../../../src/shared/trace/trace-secret.js';
import { madeUpAsset, madeUpOutlinedAsset } from '../../segments/support/made-up-master.js';

const whole = madeUpAsset();
const scope = { asset: whole.id, expiresAtSeconds: 4e9 };
const facts = { address: '192.0.2.1', referrer: undefined, outOfPathGrant: undefined };

/** What is opened of an asset by a grant for all of it. */
function opened(asset: Asset, renditionKey: string) {
  const services = {
    grants: { verify: () => scope, brokenRule: () => undefined },
    library: { getForRendition: async () => asset, superseded: () => undefined },
    traceSecret: new TraceSecret('key'),
  } as unknown as Services;
  const path = `/-/grant/${asset.id}/${renditionKey}/1.m4s`;
  const signal = new AbortController().signal;
  return new MediaDirectories(services).resolve(path, parseMediaPath(path)!, facts, signal);
}

it('audio with a gain is found in an asset that is known as a whole only then', async () => {
  const louder = gainedAsset(whole, 6);
  const key = louder.keyOf(louder.ladder.audio[0]!);
  const outlined = madeUpOutlinedAsset(async () => whole);
  expect((await opened(outlined, key)).variant).toMatchObject({ key, asset: louder });
});

it('all else is found in the outline, for which it does not wait', async () => {
  const outlined = madeUpOutlinedAsset(() => new Promise(() => undefined));
  for (const rendition of [whole.ladder.audio[0]!, whole.ladder.video[0]!]) {
    const key = whole.keyOf(rendition);
    expect((await opened(outlined, key)).variant.key).toBe(key);
  }
});
