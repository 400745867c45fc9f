/** Requests for made-up names with one grant must not evict what is cached for others. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EdgeFixture, HttpAnswer } from './edge-fixture.js';
import { freshMedia, type Media, mediaOf, pathOf } from './media.js';
import { codeOf } from './refusal.js';

/** Enough requests to hit the rate limit on any machine that answers more than 110 of them a second. */
const MAX_NAMES = 10_000;
const AT_ONCE = 50;

/** Media that does not exist: made-up renditions of an asset, and made-up segments of one rendition. */
function madeUp(asset: string, i: number): Media {
  if (i % 2 === 0) return mediaOf(asset, `${i}.m4s`);
  return { ...mediaOf(asset), name: `${asset}/v720-${i.toString(16).padStart(16, '0')}/7.m4s` };
}

export function problemCases(fixture: EdgeFixture): void {
  describe('made-up names', () => {
    it('take no cache space from media, and are rate-limited for that client alone', async () => {
      const cached = await Promise.all(Array.from({ length: 20 }, () => fixture.cachedMedia()));
      const { asset } = freshMedia();
      fixture.origin.hasNone(asset);
      const grant = fixture.grant(mediaOf(asset));
      const before = cachedResponses(fixture);
      expect(before).toBeGreaterThanOrEqual(cached.length);
      const statuses: Record<number, number> = {};
      let refused: HttpAnswer | undefined;
      for (let i = 0; i < MAX_NAMES && !refused; i += AT_ONCE) {
        const names = Array.from({ length: AT_ONCE }, (_, j) => madeUp(asset, i + j));
        const answers = await Promise.all(names.map((media) => fixture.fetch(pathOf(media, grant))));
        for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
        refused = answers.find(({ status }) => status === 429);
      }
      const grown = cachedResponses(fixture) - before;
      process.stderr.write(
        `hostile | made-up names at ${fixture.edge.kind} | ${JSON.stringify(statuses)} | ${grown} cached beside media\n`,
      );
      expect(grown).toBeLessThanOrEqual(0);
      for (const media of cached) expect(await fixture.isCached(media)).toBe(true);
      expect(Object.keys(statuses)).toEqual(['404', '429']);
      expect(codeOf(refused!)).toBe('edge_rate_limited');
      expect(refused!.headers.get('retry-after')).toBe('1');
      expect((await fixture.ask(freshMedia())).status).toBe(200);
    });
  });
}

/** Number of responses in the cache for media. */
function cachedResponses({ edge: { kind, dataPath } }: EdgeFixture): number {
  const work = join(dataPath, `edge-${kind}`, 'work');
  if (kind === 'nginx') {
    const files = readdirSync(join(work, 'cache'), { recursive: true, withFileTypes: true });
    return files.filter((file) => file.isFile()).length;
  }
  const options = ['-n', join(work, 'run'), '-1', '-f', 'SMA.s0.g_alloc', '-f', 'SMA.default.g_alloc'];
  const { stdout } = spawnSync('varnishstat', options, { encoding: 'utf8' });
  return Number(/g_alloc\s+(\d+)/.exec(stdout)?.[1]);
}
