/** What one grant can do by asking for names that it makes up: nothing to what is kept for others. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshMedia, type Media, mediaOf, pathOf } from './media.js';
import { codeOf } from './refusal.js';
import type { HttpAnswer, Stage } from './stage.js';

/** With at most so many one client is refused, on any machine that answers more than a hundred and ten a second. */
const MOST_NAMES = 10_000;
const AT_ONCE = 50;

/** Media of one asset that there is not: made-up renditions, and made-up segments of one. */
function madeUp(asset: string, i: number): Media {
  if (i % 2 === 0) return mediaOf(asset, `${i}.m4s`);
  return { ...mediaOf(asset), name: `${asset}/v720-${i.toString(16).padStart(16, '0')}/7.m4s` };
}

export function problemCases(stage: Stage): void {
  describe('made-up names', () => {
    it('take no place of media, are limited for one client, and for no other', async () => {
      const kept = await Promise.all(Array.from({ length: 20 }, () => stage.keptMedia()));
      const { asset } = freshMedia();
      stage.origin.hasNone(asset);
      const grant = stage.grant(mediaOf(asset));
      const before = keptAnswers(stage);
      expect(before).toBeGreaterThanOrEqual(kept.length);
      const statuses: Record<number, number> = {};
      let refused: HttpAnswer | undefined;
      for (let i = 0; i < MOST_NAMES && !refused; i += AT_ONCE) {
        const names = Array.from({ length: AT_ONCE }, (_, j) => madeUp(asset, i + j));
        const answers = await Promise.all(names.map((media) => stage.fetch(pathOf(media, grant))));
        for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
        refused = answers.find(({ status }) => status === 429);
      }
      const grown = keptAnswers(stage) - before;
      process.stderr.write(
        `hostile | made-up names at ${stage.edge.kind} | ${JSON.stringify(statuses)} | ${grown} kept beside media\n`,
      );
      expect(grown).toBeLessThanOrEqual(0);
      for (const media of kept) expect(await stage.isKept(media)).toBe(true);
      expect(Object.keys(statuses)).toEqual(['404', '429']);
      expect(codeOf(refused!)).toBe('edge_rate_limited');
      expect(refused!.headers.get('retry-after')).toBe('1');
      expect((await stage.ask(freshMedia())).status).toBe(200);
    });
  });
}

/** How many answers are kept in the place for media. */
function keptAnswers({ edge: { kind, dataPath } }: Stage): number {
  const work = join(dataPath, `edge-${kind}`, 'work');
  if (kind === 'nginx') {
    const files = readdirSync(join(work, 'cache'), { recursive: true, withFileTypes: true });
    return files.filter((file) => file.isFile()).length;
  }
  const options = ['-n', join(work, 'run'), '-1', '-f', 'SMA.s0.g_alloc', '-f', 'SMA.default.g_alloc'];
  const { stdout } = spawnSync('varnishstat', options, { encoding: 'utf8' });
  return Number(/g_alloc\s+(\d+)/.exec(stdout)?.[1]);
}
