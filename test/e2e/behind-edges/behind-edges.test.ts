/** What viewers get from an origin with nginx and Varnish in front of it: caching, purges, revocations, a killed origin. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS, SOON_MS } from '../../support/budgets.js';
import { GrowingFile } from '../../support/growing-file.js';
import { recording } from '../../support/growing-masters.js';
import { generateMaster } from '../../support/masters.js';
import { partOf } from '../../support/part-of.js';
import { eventually } from '../edges/support/eventually.js';
import { type EdgeKind, missingEdge } from '../edges/support/running-edge.js';
import { EdgeDeployment, HOOK_SECRET, KINDS, type Served } from './support/edge-deployment.js';

const missing = KINDS.map(missingEdge).find((why) => why !== undefined);
const SEGMENTS = Array.from({ length: 20 }, (_, segment) => `${segment}.m4s`);
const VIEWERS = 500;
/** Number of segments requested of a rendition while its master is replaced. */
const REQUESTED = 8;
const ODD_NAMES = partOf(["a (1) 'q' & é", 'x%2fy', 'q"uote', 'ü=?#;,+']);
const ODD_VIEWER = 'a "b" \\ é 日本 \u2028<>';

describe.skipIf(missing !== undefined)(
  missing ? `behind edges (${missing})` : 'behind edges',
  { timeout: SERVER_TEST_MS },
  () => {
    let deployment: EdgeDeployment;
    let master: string;
    let otherMaster: string;

    beforeAll(async () => {
      master = await generateMaster('h264-23976-irregular-gop');
      otherMaster = await generateMaster('h264-2997');
    });

    beforeAll(async () => {
      deployment = await EdgeDeployment.open({
        masters: {
          ...{ 'film.mp4': master, 'replaced.mp4': master, 'purged.mp4': master },
          ...{ 'taken-down.mp4': master, 'killed.mp4': master },
          ...Object.fromEntries(ODD_NAMES.map((name) => [`${name}.mp4`, master])),
        },
        env: { ONPLAY_SEGMENT_MS: '1000', ONPLAY_FIRST_SEGMENTS_MS: 'none' },
      });
    });
    afterAll(() => deployment?.close());
    afterEach(() => {
      for (const proxy of deployment.proxies.values()) proxy.reset();
    });

    /** The lowest rendition of an asset, and a grant that opens it. */
    async function opened(asset: string, scope = {}) {
      const [path = ''] = await deployment.renditions('nginx', asset);
      return { path, grant: await deployment.grant(asset, scope) };
    }

    it.each(KINDS)(
      `%s fetches each segment from the origin once for ${VIEWERS} concurrent viewers`,
      async (kind) => {
        const { path } = await opened('film');
        const grants = await Promise.all(
          Array.from({ length: VIEWERS }, (_, i) => deployment.grant('film', { viewer: `viewer ${i}` })),
        );
        const startedAt = performance.now();
        const answers = await Promise.all(
          grants.flatMap((grant) => SEGMENTS.map((segment) => deployment.ask(kind, grant, path + segment))),
        );
        const seconds = (performance.now() - startedAt) / 1000;
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
        expect(new Set(answers.map(({ sha256 }) => sha256)).size).toBe(SEGMENTS.length);
        const counts = SEGMENTS.map((segment) => deployment.proxy(kind).media.get(path + segment));
        expect(counts).toEqual(SEGMENTS.map(() => 1));
        process.stderr.write(
          `${kind}: ${answers.length} requests with ${VIEWERS} grants in ${seconds.toFixed(1)} s, ${deployment.proxy(kind).total} to the origin\n`,
        );
      },
    );

    it.each(KINDS)('%s refuses the grants that the origin refuses, without asking it', async (kind) => {
      const { path, grant } = await opened('film');
      await deployment.ask(kind, grant, `${path}0.m4s`);
      deployment.proxy(kind).reset();
      const refused = [
        `${grant.slice(0, -1)}${grant.endsWith('A') ? 'B' : 'A'}`,
        await deployment.grant('purged'),
        await deployment.grant('film', { expiresAtSeconds: Math.floor(Date.now() / 1000) }),
        '-',
        'nonsense',
      ];
      const answers = await Promise.all(refused.map((wrong) => deployment.ask(kind, wrong, `${path}0.m4s`)));
      expect(answers.map(({ status }) => status)).toEqual(refused.map(() => 403));
      expect(deployment.proxy(kind).total).toBe(0);
    });

    it('hands on what a master that grows has got since', async () => {
      const whole = await readFile(await recording('Matroska that is copied into its place'));
      const file = new GrowingFile(join(deployment.masters, 'grows.mkv'), whole);
      await file.begin(0.4);
      const { path: before, grant } = await opened('grows');
      await file.growTo(0.5);
      await eventually(async () => (await opened('grows')).path !== before);
      const { path } = await opened('grows');
      const playlistAt = async (at: EdgeKind | 'origin') =>
        (await deployment.ask(at, grant, `${path}media.m3u8`)).sha256;
      for (const share of [0.7, 0.9, 1]) {
        const old = await Promise.all(KINDS.map(playlistAt));
        await file.growTo(share);
        const grownAt = performance.now();
        await eventually(async () => {
          const current = await playlistAt('origin');
          const atEdges = await Promise.all(KINDS.map(playlistAt));
          return atEdges.every((playlist, i) => playlist === current && playlist !== old[i]);
        });
        expect(performance.now() - grownAt).toBeLessThan(SOON_MS);
      }
    });

    it('serves a replaced master to new sessions soon, and mixes no versions', async () => {
      const { path: before, grant } = await opened('replaced');
      const seen = new Map<string, Set<string>>();
      const record = (path: string, { status, etag, sha256 }: Served) => {
        if (status !== 200) return;
        expect(etag).toBe(`"${path.split('/').slice(-2).join('/').replace('.m4s', '')}"`);
        seen.set(path, (seen.get(path) ?? new Set()).add(sha256));
      };
      let isOver = false;
      let current = before;
      const viewers = KINDS.flatMap((kind) =>
        Array.from({ length: 10 }, async (_, viewer) => {
          for (let i = viewer; !isOver; i++) {
            const path = `${i % 2 === 0 ? before : current}${i % REQUESTED}.m4s`;
            record(path, await deployment.ask(kind, grant, path));
          }
        }),
      );
      try {
        await eventually(() => seen.size === REQUESTED);
        await deployment.replace('replaced.mp4', otherMaster);
        const replacedAt = performance.now();
        for (const kind of KINDS) {
          await eventually(async () => !(await deployment.renditions(kind, 'replaced')).includes(before));
          expect(performance.now() - replacedAt).toBeLessThan(SOON_MS);
        }
        current = (await deployment.renditions('varnish', 'replaced'))[0]!;
        const answers = await Promise.all(
          KINDS.flatMap((kind) =>
            ['0.m4s', '3.m4s'].map((name) => deployment.ask(kind, grant, current + name)),
          ),
        );
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
        await eventually(() => seen.size > REQUESTED);
      } finally {
        isOver = true;
        await Promise.all(viewers);
      }
      for (const hashes of seen.values()) expect(hashes.size).toBe(1);
      // Sessions of the old version continue with its cached segments, and get 410 for all others.
      expect((await deployment.ask('nginx', grant, `${before}1.m4s`)).status).toBe(200);
      expect((await deployment.ask('nginx', grant, `${before}19.m4s`)).status).toBe(410);
    });

    it('purges the origin and both edges after one webhook, soon and at the first attempt', async () => {
      const { path, grant } = await opened('purged');
      const segment = `${path}2.m4s`;
      for (const kind of KINDS) await deployment.ask(kind, grant, segment);
      const again = await Promise.all(KINDS.map((kind) => deployment.ask(kind, grant, segment)));
      for (const { cacheStatus } of again) expect(cacheStatus).toMatch(/(nginx|varnish); hit/);
      const sentAt = performance.now();
      const receipt = await hook(deployment, 'msg_purge', { asset: 'purged' });
      await eventually(async () => (await deployment.receipt(receipt)).state === 'completed');
      expect(performance.now() - sentAt).toBeLessThan(SOON_MS);
      expect(await deployment.receipt(receipt)).toMatchObject({
        origin: { memory: expect.any(Number), disk: expect.any(Number) },
        edges: [
          { verified: true, attempts: 1 },
          { verified: true, attempts: 1 },
        ],
      });
      const fresh = await Promise.all(KINDS.map((kind) => deployment.ask(kind, grant, segment)));
      for (const { cacheStatus } of fresh) {
        expect(cacheStatus).toMatch(/(nginx|varnish); fwd=miss/);
        expect(cacheStatus).toMatch(/^onplay; fwd=miss/);
      }
    });

    it('leaves nothing playable of a master that was taken down', async () => {
      const { path, grant } = await opened('taken-down');
      const names = ['init.mp4', 'media.m3u8', '0.m4s', '1.m4s'];
      for (const kind of KINDS) for (const name of names) await deployment.ask(kind, grant, path + name);
      await deployment.remove('taken-down.mp4');
      const response = await deployment.manage('/invalidations', { asset: 'taken-down' });
      const { id } = (await response.json()) as { id: string };
      await eventually(async () => (await deployment.receipt(id)).state === 'completed');
      for (const at of ['origin', ...KINDS] as const) {
        const answers = await Promise.all(names.map((name) => deployment.ask(at, grant, path + name)));
        expect([at, ...answers.map(({ status }) => status)]).toEqual([at, 404, 404, 404, 404]);
      }
    });

    it('ends the access of one viewer soon, and of no other', async () => {
      const { path, grant: ann } = await opened('film', { viewer: 'ann' });
      const { grant: ben } = await opened('film', { viewer: 'ben' });
      const servers = ['origin', ...KINDS] as const;
      for (const at of servers) expect((await deployment.ask(at, ann, `${path}3.m4s`)).status).toBe(200);
      const revokedAt = performance.now();
      await deployment.manage('/invalidations', { viewer: 'ann' });
      expect((await deployment.ask('origin', ann, `${path}4.m4s`)).status).toBe(403);
      for (const kind of KINDS)
        await eventually(async () => (await deployment.ask(kind, ann, `${path}4.m4s`)).status === 403);
      expect(performance.now() - revokedAt).toBeLessThan(SOON_MS);
      for (const at of servers) expect((await deployment.ask(at, ben, `${path}4.m4s`)).status).toBe(200);
    });

    it('revokes and purges whatever the names of assets and viewers', async () => {
      const grants = new Map<string, { odd: string; other: string; path: string }>();
      for (const name of ODD_NAMES) {
        const { path, grant: odd } = await opened(name, { viewer: ODD_VIEWER });
        const other = await deployment.grant(name, { viewer: 'other' });
        grants.set(name, { odd, other, path: `${path}0.m4s` });
      }
      const statuses = () =>
        Promise.all(
          KINDS.flatMap((kind) =>
            Array.from(grants.values(), async ({ odd, other, path }) => [
              (await deployment.ask(kind, odd, path)).status,
              (await deployment.ask(kind, other, path)).status,
            ]),
          ),
        );
      const everywhere = (...pair: number[]) => Array.from({ length: 2 * ODD_NAMES.length }, () => pair);
      expect(await statuses()).toEqual(everywhere(200, 200));
      const response = await deployment.manage('/invalidations', { viewer: ODD_VIEWER });
      const { id } = (await response.json()) as { id: string };
      await eventually(async () => (await deployment.receipt(id)).state === 'completed');
      expect(await statuses()).toEqual(everywhere(403, 200));
      for (const { path } of grants.values()) {
        const key = path.split('/').slice(0, -2).join('/');
        const response = await deployment.manage('/invalidations', { asset: decodeURIComponent(key) });
        const purge = (await response.json()) as { id: string };
        await eventually(async () => (await deployment.receipt(purge.id)).state === 'completed');
        expect((await deployment.receipt(purge.id)).edges).toMatchObject([
          { verified: true },
          { verified: true },
        ]);
      }
      for (const proxy of deployment.proxies.values()) proxy.reset();
      expect(await statuses()).toEqual(everywhere(403, 200));
      for (const proxy of deployment.proxies.values()) expect(proxy.total).toBe(ODD_NAMES.length);
    });

    it('keeps playing at the edges when the origin is killed, and refetches each object once when it is back', async () => {
      const { path, grant } = await opened('killed');
      const film = await opened('film');
      for (const kind of KINDS) await deployment.ask(kind, film.grant, `${film.path}5.m4s`);
      const names = SEGMENTS.slice(0, 5);
      for (const kind of KINDS) for (const name of names) await deployment.ask(kind, grant, path + name);
      const soft = await deployment.manage('/invalidations', { asset: 'killed', mode: 'soft' });
      const { id } = (await soft.json()) as { id: string };
      await eventually(async () => (await deployment.receipt(id)).state === 'completed');
      await deployment.killOrigin();
      for (let round = 0; round < 3; round++) {
        const answers = await Promise.all(names.map((name) => deployment.ask('varnish', grant, path + name)));
        expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
      }
      for (const kind of KINDS)
        expect((await deployment.ask(kind, film.grant, `${film.path}5.m4s`)).status).toBe(200);
      for (const proxy of deployment.proxies.values()) proxy.reset();
      await deployment.startOrigin();
      await eventually(async () => (await deployment.ask('nginx', grant, `${path}0.m4s`)).status === 200);
      for (const kind of KINDS) {
        const answers = await Promise.all(
          Array.from({ length: 200 }, (_, i) => deployment.ask(kind, grant, path + names[i % names.length])),
        );
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      }
      // Varnish revalidates in the background, once it has noticed that the origin is back.
      for (const name of names)
        expect(deployment.proxy('nginx').media.get(path + name) ?? 0).toBeLessThanOrEqual(2);
    });
  },
);

async function hook(deployment: EdgeDeployment, id: string, data: unknown): Promise<string> {
  const text = JSON.stringify({ type: 'invalidate', data });
  const now = new Date();
  const response = await deployment.origin.fetch('/hooks/cdn', {
    method: 'POST',
    body: text,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(HOOK_SECRET).sign(id, now, text),
    },
  });
  return ((await response.json()) as { id: string }).id;
}
