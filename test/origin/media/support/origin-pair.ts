/** Two origins with the same masters: one that logs every request, and one that does not, which gives none from memory an id. */
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { findVariant } from '../../../../src/assets/variant.js';
import { segmentRef } from '../../../../src/segments/segment-ref.js';
import { toAssetId } from '../../../../src/shared/asset-id.js';
import { type RawAnswer, type RawRequest, startTestOrigin, type TestOrigin } from './test-origin.js';

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const MASTERS = ['film.mp4', 'other.mp4'];
/** Tests set the client address with X-Forwarded-For. */
const BEHIND_PROXY = { ONPLAY_TRUST_PROXY: '127.0.0.1' };

export type OriginPair = Awaited<ReturnType<typeof startOriginPair>>;

/** The parts of a response that are the same for every request. */
export function comparable({ status, headers: { date, 'x-request-id': id, ...headers }, bytes }: RawAnswer) {
  expect(Date.parse(date ?? '')).not.toBeNaN();
  if (id !== undefined) expect(id).toMatch(UUID);
  const content = bytes.toString('latin1').replaceAll(String(id), 'the id of the request');
  return { status, headers, content };
}

/** The caller must call `stop`. */
export async function startOriginPair() {
  const logging = await startTestOrigin({ logLevel: 'trace', masters: MASTERS, env: BEHIND_PROXY });
  const env = { ...BEHIND_PROXY, ONPLAY_MASTERS: join(logging.root, 'masters') };
  const quiet = await startTestOrigin({ logLevel: 'info', masters: [], env });
  const both = [logging, quiet] as const;
  const folder = await logging.folder();
  expect(await quiet.folder()).toBe(folder);
  /** Of the quiet origin; never called for a response from memory. */
  const loadAsset = vi.spyOn(quiet.services.library, 'getForMedia');
  /** Sends a request to both, expects the same response, and returns that of the quiet origin. */
  const get = async (path: string, request: RawRequest = {}): Promise<RawAnswer> => {
    const [expected, answer] = [await logging.raw(path, request), await quiet.raw(path, request)];
    expect(comparable(answer)).toStrictEqual(comparable(expected));
    return answer;
  };
  return {
    ...{ logging, quiet, both, folder, loadAsset, get },
    /** The same, and expects that the response came from memory. */
    async getFromMemory(path: string, request: RawRequest = {}): Promise<RawAnswer> {
      loadAsset.mockClear();
      const answer = await get(path, request);
      expect(loadAsset).not.toHaveBeenCalled();
      expect(answer.headers['x-request-id']).toBeUndefined();
      return answer;
    },
    /** Requests something at both, so that it is cached. */
    async produce(path: string, headers: Record<string, string> = {}): Promise<void> {
      for (const origin of both) expect((await origin.raw(path, { headers })).status).toBe(200);
    },
    /** Resolves when this segment of the directory is cached at both. */
    async untilCached(segment: number): Promise<void> {
      const renditionKey = folder.split('/').at(-1) ?? '';
      const isCached = ({ services: { library, cache } }: TestOrigin) => {
        const variant = findVariant(library.ready(toAssetId('film'))!, renditionKey)!;
        return cache.has(segmentRef(variant, segment));
      };
      const areCached = () => expect(both.map(isCached)).toEqual([true, true]);
      await vi.waitFor(areCached);
    },
    async stop() {
      await Promise.all(both.map((origin) => origin.stop()));
    },
  };
}
