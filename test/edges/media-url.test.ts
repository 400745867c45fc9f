/**
 * Media URLs at edges: nginx and Varnish read each path of the table (test/support/media-url-cases.ts) as the origin does, or
 * not at all. They verify a grant for the text of the asset's path, so that of its spellings only the signed one opens media.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { surrogateKeys } from '../../src/edges/surrogate-keys.js';
import { readOutOfPathGrant } from '../../src/origin/media/entry/out-of-path-grant.js';
import { assetPath, parseAssetId, toAssetId } from '../../src/shared/asset-id.js';
import { type MediaPath, parseMediaPath, renditionIdOf } from '../../src/shared/media-url.js';
import {
  EMPTY_SEGMENTS,
  GRANT_COOKIES,
  INVALID_NAMES,
  MEDIA_PATHS,
  NO_MEDIA_PATHS,
  OTHER_SPELLINGS,
} from '../support/media-url-cases.js';
import type { EdgeMediaPath } from './support/edge-media-path.js';
import { readCookieAtVarnish, readPathAtVarnish } from './support/varnish-media-url.js';

interface NginxMediaPath extends EdgeMediaPath {
  readonly isText: boolean;
}
interface MediaPathScript {
  isPlain(path: string): boolean;
  parse(path: string): NginxMediaPath | undefined;
  surrogateKeys(parts: NginxMediaPath): readonly string[];
}
interface GrantScript {
  inCookies(cookies: string): string | undefined;
}

async function nginxScript<T>(name: string): Promise<T> {
  return ((await import(new URL(`../../cdn/nginx/${name}`, import.meta.url).href)) as { default: T }).default;
}

const nginx = await nginxScript<MediaPathScript>('media-path.js');
const { inCookies } = await nginxScript<GrantScript>('grant.js');

const edges = [
  {
    kind: 'nginx',
    read: (path: string) => (nginx.isPlain(path) ? nginx.parse(path) : undefined),
    cookie: inCookies,
  },
  { kind: 'varnish', read: readPathAtVarnish, cookie: readCookieAtVarnish },
];

/** As long as a grant can be. */
const GRANT = `${'e'.repeat(4073)}.${'m'.repeat(22)}`;
const withGrant = (path: string) => path.replaceAll('{grant}', GRANT);

/** Whether grants are signed for this text of an asset's path. */
function isSigned(asset: string): boolean {
  try {
    return assetPath(parseAssetId(asset)) === asset;
  } catch {
    return false;
  }
}

describe.each(edges)('$kind', ({ read, cookie }) => {
  /** What a path opens, read by the origin; undefined if no grant opens it at the edge. */
  function opened(path: string): MediaPath | undefined {
    const at = read(path);
    if (at === undefined || !isSigned(at.asset)) return undefined;
    const media = parseMediaPath(path)!;
    expect(at).toMatchObject({ grant: media.grant, asset: assetPath(media.asset) });
    expect(path).toBe(`/-/${at.grant}/${at.name}`);
    return media;
  }

  it.each(MEDIA_PATHS)('reads $path as the origin does', ({ path, asset, file }) => {
    expect(opened(withGrant(path))).toMatchObject({ grant: GRANT, asset, file });
    expect(opened(path.replace('{grant}', '-'))).toMatchObject({ grant: '-', asset, file });
  });

  it.each([
    ...NO_MEDIA_PATHS,
    ...EMPTY_SEGMENTS,
    ...INVALID_NAMES,
    ...OTHER_SPELLINGS.map(({ path }) => path),
  ])('opens nothing at %s', (path) => {
    expect(opened(withGrant(path))).toBeUndefined();
  });

  it('opens no path that the origin reads differently', () => {
    const pieces = [
      '/',
      '/-/',
      'g',
      'film',
      'a',
      '%41',
      '%',
      '.',
      '..',
      '~',
      '-',
      'v720',
      '-0123456789abcdef',
      '7',
    ];
    const more = [
      '.m4s',
      'init.mp4',
      'media.m3u8',
      '/v720-0123456789abcdef/7.m4s',
      '0',
      '%2f',
      '\\',
      '?',
      '\n',
      'é',
    ];
    const path = fc
      .array(fc.constantFrom(...pieces, ...more), { maxLength: 10 })
      .chain((all) => fc.constantFrom(all.join(''), `/-/g/${all.join('')}/v720-0123456789abcdef/7.m4s`));
    fc.assert(
      fc.property(path, (text) => void opened(text)),
      { seed: 20_260_801, numRuns: 3000 },
    );
  });

  it.each(GRANT_COOKIES)('reads the grant of Cookie: %.40s as the origin does', (text, grant) => {
    expect(readOutOfPathGrant({ cookie: text })).toBe(grant);
    expect(cookie(text)).toBe(grant);
  });
});

describe('nginx', () => {
  it.each(MEDIA_PATHS)('computes the surrogate keys of $path, except that of the version', (media) => {
    const parts = nginx.parse(withGrant(media.path))!;
    const [, asset, , rendition] = surrogateKeys(toAssetId(media.asset), 'any', media.rendition);
    expect(nginx.surrogateKeys(parts)).toEqual([asset, rendition]);
    expect(renditionIdOf(parseMediaPath(withGrant(media.path))!.renditionKey)).toBe(media.rendition);
    expect(parts.isText).toBe(media.file === 'playlist');
  });
});
