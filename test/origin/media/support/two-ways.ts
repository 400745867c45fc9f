/** Two origins over the same masters: one whose requests all take the usual way, and one that takes the short way. */
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { type RawAnswer, type RawRequest, startTestOrigin } from './test-origin.js';

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const MASTERS = ['film.mp4', 'other.mp4'];
/** Whose word for where a request comes from is taken. */
const BEHIND_PROXY = { ONPLAY_TRUST_PROXY: '127.0.0.1' };

export type TwoWays = Awaited<ReturnType<typeof startTwoWays>>;

/** What an answer says, but for what differs from one to the next. */
export function said({ status, headers: { date, 'x-request-id': id, ...headers }, bytes }: RawAnswer) {
  expect(Date.parse(date ?? '')).not.toBeNaN();
  expect(id).toMatch(UUID);
  const content = bytes.toString('latin1').replaceAll(String(id), 'the id of the request');
  return { status, headers, content };
}

/** Whoever starts them must stop them. */
export async function startTwoWays() {
  const usual = await startTestOrigin({ logLevel: 'trace', masters: MASTERS, env: BEHIND_PROXY });
  const env = { ...BEHIND_PROXY, ONPLAY_MASTERS: join(usual.root, 'masters') };
  const short = await startTestOrigin({ logLevel: 'info', masters: [], env });
  const both = [usual, short] as const;
  const folder = await usual.folder();
  expect(await short.folder()).toBe(folder);
  /** What only the usual way asks of the origin that has a short one. */
  const usualWay = vi.spyOn(short.services.library, 'get');
  /** Asks both and has them say the same; gives back the answer of the one with the short way. */
  const ask = async (path: string, request: RawRequest = {}): Promise<RawAnswer> => {
    const [expected, answer] = [await usual.raw(path, request), await short.raw(path, request)];
    expect(said(answer)).toStrictEqual(said(expected));
    return answer;
  };
  return {
    ...{ usual, short, both, folder, usualWay, ask },
    /** The same for what takes the short way where there is one. */
    async askShortly(path: string, request: RawRequest = {}): Promise<RawAnswer> {
      usualWay.mockClear();
      const answer = await ask(path, request);
      expect(usualWay).not.toHaveBeenCalled();
      return answer;
    },
    /** Has something made at both. */
    async make(path: string, headers: Record<string, string> = {}): Promise<void> {
      for (const origin of both) expect((await origin.raw(path, { headers })).status).toBe(200);
    },
    /** Resolves when both have made this segment of the folder and keep it. */
    async untilKept(segment: number): Promise<void> {
      const key = `${folder.split('/').at(-1)}/${segment}`;
      const areKept = () => expect(both.map(({ services }) => services.cache.has(key))).toEqual([true, true]);
      await vi.waitFor(areKept);
    },
    async stop() {
      await Promise.all(both.map((origin) => origin.stop()));
    },
  };
}
