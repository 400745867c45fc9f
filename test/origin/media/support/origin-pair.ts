/** Two origins with the same masters: one without the fast path, and one with it. */
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { type RawAnswer, type RawRequest, startTestOrigin } from './test-origin.js';

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const MASTERS = ['film.mp4', 'other.mp4'];
/** Tests set the client address with X-Forwarded-For. */
const BEHIND_PROXY = { ONPLAY_TRUST_PROXY: '127.0.0.1' };

export type OriginPair = Awaited<ReturnType<typeof startOriginPair>>;

/** The parts of a response that are the same for every request. */
export function comparable({ status, headers: { date, 'x-request-id': id, ...headers }, bytes }: RawAnswer) {
  expect(Date.parse(date ?? '')).not.toBeNaN();
  expect(id).toMatch(UUID);
  const content = bytes.toString('latin1').replaceAll(String(id), 'the id of the request');
  return { status, headers, content };
}

/** The caller must call `stop`. */
export async function startOriginPair() {
  const plain = await startTestOrigin({ logLevel: 'trace', masters: MASTERS, env: BEHIND_PROXY });
  const env = { ...BEHIND_PROXY, ONPLAY_MASTERS: join(plain.root, 'masters') };
  const fast = await startTestOrigin({ logLevel: 'info', masters: [], env });
  const both = [plain, fast] as const;
  const folder = await plain.folder();
  expect(await fast.folder()).toBe(folder);
  /** At the origin with the fast path; never called for a response that is sent synchronously. */
  const applicationGet = vi.spyOn(fast.services.library, 'get');
  /** Sends a request to both, expects the same response, and returns that of the origin with the fast path. */
  const get = async (path: string, request: RawRequest = {}): Promise<RawAnswer> => {
    const [expected, answer] = [await plain.raw(path, request), await fast.raw(path, request)];
    expect(comparable(answer)).toStrictEqual(comparable(expected));
    return answer;
  };
  return {
    ...{ plain, fast, both, folder, applicationGet, get },
    /** The same, and expects that the fast path has answered. */
    async getOnFastPath(path: string, request: RawRequest = {}): Promise<RawAnswer> {
      applicationGet.mockClear();
      const answer = await get(path, request);
      expect(applicationGet).not.toHaveBeenCalled();
      return answer;
    },
    /** Requests something at both, so that it is cached. */
    async produce(path: string, headers: Record<string, string> = {}): Promise<void> {
      for (const origin of both) expect((await origin.raw(path, { headers })).status).toBe(200);
    },
    /** Resolves when this segment of the directory is cached at both. */
    async untilCached(segment: number): Promise<void> {
      const key = `${folder.split('/').at(-1)}/${segment}`;
      const areCached = () =>
        expect(both.map(({ services }) => services.cache.has(key))).toEqual([true, true]);
      await vi.waitFor(areCached);
    },
    async stop() {
      await Promise.all(both.map((origin) => origin.stop()));
    },
  };
}
