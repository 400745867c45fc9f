/** How an edge starts and stops, and who can read its keys. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { exchange } from '../../conformance/exchange.js';
import type { EdgeFixture } from './edge-fixture.js';
import { makeGrant } from './grants.js';
import { freshMedia, pathOf } from './media.js';
import { RunningEdge, spawnEdge } from './running-edge.js';

const hasIPv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

export function processCases(fixture: EdgeFixture): void {
  describe('the process', () => {
    it('logs where it listens, and never grants or keys', async () => {
      const { edge, origin } = fixture;
      expect(edge.stderr).toContain(`${edge.kind} listens on ${edge.url}, in front of ${origin.url}.`);
      const media = freshMedia();
      origin.answer(media.name, { status: 500 });
      await fixture.ask(media);
      await fixture.fetch(pathOf(media, 'forged'));
      for (const secret of [edge.grantKey, edge.edgeKey, '/-/']) expect(edge.stderr).not.toContain(secret);
    });

    it('has its keys only in files that no other user can read', async () => {
      const folder = join(fixture.edge.dataPath, `edge-${fixture.edge.kind}`);
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
      const withKeys: string[] = [];
      for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
        const path = join(file.parentPath, file.name);
        if (!file.isFile() || file.name.startsWith('_.')) continue;
        const text = await readFile(path, 'latin1');
        if (!text.includes(fixture.edge.grantKey) && !text.includes(fixture.edge.edgeKey)) continue;
        withKeys.push(file.name);
        expect((await stat(path)).mode & 0o777).toBe(0o600);
      }
      expect(withKeys.sort()).toEqual(
        fixture.edge.kind === 'nginx' ? ['keys.json'] : ['edge.key', 'grant.key'],
      );
    });

    it('stops on SIGTERM', async () => {
      const edge = await RunningEdge.start({ kind: fixture.edge.kind, origin: fixture.origin.url });
      try {
        await edge.end();
        await expect(exchange(edge.url)).rejects.toThrow();
      } finally {
        await edge.stop();
      }
    });

    test.each([
      ['ONPLAY_EDGE_PORT', '0'],
      ['ONPLAY_EDGE_PORT', '65536'],
      ['ONPLAY_EDGE_PORT', '80; include /etc/passwd'],
      ['ONPLAY_EDGE_HOST', '127.0.0.1; }'],
      ['ONPLAY_ORIGIN', 'https://origin.example'],
      ['ONPLAY_ORIGIN', 'http://origin.example/path'],
      ['ONPLAY_ORIGIN', 'http://a;b'],
      ['ONPLAY_ORIGIN', 'http://127.0.0.1:99999'],
      ['ONPLAY_GRANT_KEY', 'ABC'],
      ['ONPLAY_EDGE_KEY', `"};${'a'.repeat(64)}`],
    ])('does not start with %s=%s, and says what is wrong', async (name, value) => {
      const { edge } = fixture;
      const child = spawnEdge(edge.kind, {
        ONPLAY_DATA: edge.dataPath,
        ONPLAY_GRANT_KEY: edge.grantKey,
        ONPLAY_EDGE_KEY: edge.edgeKey,
        [name]: value,
      });
      let said = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk;
      });
      const code = await new Promise((resolve) => child.once('close', resolve));
      expect([code, said]).toEqual([1, expect.stringMatching(new RegExp(`^onplay: ${name} must be `))]);
    });
  });

  describe.skipIf(!hasIPv6)('a client with IPv6', () => {
    it('matches exactly the networks that contain it', async () => {
      const edge = await RunningEdge.start({
        kind: fixture.edge.kind,
        origin: fixture.origin.url,
        host: '::1',
      });
      const status = async (i: string) => {
        const media = freshMedia();
        return (await exchange(edge.url + pathOf(media, makeGrant(edge.grantKey, media.asset, { i }))))
          .status;
      };
      try {
        for (const i of ['::1', '0:0:0:0:0:0:0:1', '::1/128', '::/127', '::/0', '0::/64', '::1/64'])
          expect([i, await status(i)]).toEqual([i, 200]);
        for (const i of [
          '::2',
          '::2/127',
          '8000::/1',
          'fe80::/10',
          '0.0.0.1',
          '::0.0.0.1',
          '0.0.0.0/0',
          '127.0.0.1',
          '::ffff:0.0.0.0/96',
        ])
          expect([i, await status(i)]).toEqual([i, 403]);
      } finally {
        await edge.stop();
      }
    });
  });
}
