import { describe, expect, it } from 'vitest';
import { cachePolicy, problemCaching } from '../../src/origin/cache-policy.js';

/** The directives of a header, by name. */
function directives(header: string): ReadonlyMap<string, string> {
  return new Map(header.split(', ').map((one) => one.split('=') as [string, string]));
}

describe('the cache policy', () => {
  it.each(['init', 'segment', 'mediaPlaylist', 'growingPlaylist'] as const)(
    'has the same lifetime for edges in both headers: %s',
    (kind) => {
      const player = directives(cachePolicy[kind]['Cache-Control']);
      const edge = directives(cachePolicy[kind]['CDN-Cache-Control']);
      expect(player.has('public')).toBe(true);
      expect(player.get('s-maxage')).toBe(edge.get('max-age'));
      for (const name of ['stale-while-revalidate', 'stale-if-error']) {
        expect(Number(player.get(name))).toBeGreaterThan(0);
        expect(player.get(name)).toBe(edge.get(name));
      }
    },
  );

  it('lets no cache keep the playlist of a master that grows for longer than between two segments', () => {
    const player = directives(cachePolicy.growingPlaylist['Cache-Control']);
    const seconds = ['max-age', 's-maxage', 'stale-while-revalidate', 'stale-if-error'].map((name) =>
      Number(player.get(name)),
    );
    expect(Math.max(...seconds)).toBeLessThanOrEqual(10);
    expect(Number(player.get('max-age'))).toBe(1);
  });

  it('forbids edges to cache the manifest of a session', () => {
    for (const kind of ['multivariantPlaylist', 'mpd', 'none'] as const) {
      expect(cachePolicy[kind]['CDN-Cache-Control']).toBe('no-store');
      expect(cachePolicy[kind]['Cache-Control']).toMatch(/private|no-store/);
    }
  });

  it('forbids caching refusals of one viewer, and failures', () => {
    for (const status of [400, 401, 403, 405, 413, 416, 500, 501, 502, 503, 504])
      expect(problemCaching(status)).toStrictEqual(cachePolicy.none);
    for (const status of [404, 410, 422])
      expect(Number(directives(problemCaching(status)['CDN-Cache-Control']).get('max-age'))).toBeLessThan(60);
  });
});
