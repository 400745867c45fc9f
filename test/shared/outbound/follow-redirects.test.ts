import type { Dispatcher } from 'undici';
import { describe, expect, it } from 'vitest';
import { followRedirects } from '../../../src/shared/outbound/follow-redirects.js';

const allowed = { allowedHosts: ['ads.example', 'cdn.example'], setting: 'ONPLAY_AD_SERVERS' };

/** Follows redirects from one URL to the next of a list, and returns what was requested. */
async function follow(...locations: readonly [string, ...string[]]): Promise<readonly string[]> {
  const requested: string[] = [];
  const get = async (url: URL) => {
    requested.push(url.href);
    const location = locations[requested.length];
    const head = location === undefined ? { statusCode: 200 } : { statusCode: 302, headers: { location } };
    const body = { dump: async () => undefined };
    return { headers: {}, ...head, body } as unknown as Dispatcher.ResponseData;
  };
  const { url } = await followRedirects(new URL(locations[0]), allowed, get);
  expect(url.href).toBe(requested.at(-1));
  return requested;
}

describe('redirects', () => {
  it('are followed to hosts that are allowed, relative ones too', async () => {
    expect(await follow('http://ads.example/a', '/b', 'https://cdn.example/c')).toEqual([
      'http://ads.example/a',
      'http://ads.example/b',
      'https://cdn.example/c',
    ]);
  });

  it.each([
    ['from https to http', ['https://ads.example/', 'http://ads.example/']],
    ['from https to http later', ['http://ads.example/', 'https://cdn.example/', 'http://cdn.example/']],
    ['to another host', ['https://ads.example/', 'https://elsewhere.example/']],
    ['to another protocol', ['https://ads.example/', 'file:///etc/passwd']],
    ['with a password', ['https://ads.example/', 'https://ann:secret@cdn.example/']],
  ] as const)('are refused %s', async (_what, locations) => {
    await expect(follow(...(locations as readonly [string, ...string[]]))).rejects.toMatchObject({
      kind: 'refused',
    });
  });

  it.each([
    ['are no more than five', Array<string>(7).fill('https://ads.example/')],
    ['lead somewhere', ['https://ads.example/', 'https://']],
  ])('%s', async (_what, locations) => {
    await expect(follow(...(locations as [string]))).rejects.toMatchObject({ kind: 'failed' });
  });
});
