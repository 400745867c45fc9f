/**
 * Marks that an operator asks for by the management API are seen from the next manifest on, at each server of a fleet, and outlive a kill.
 * Proved by pixels, against the same video without the mark.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OptionalClaims } from '../../../src/access/tokens/token-claims.js';
import { bytesOf, readPresentation, type VariantUrls } from '../../support/hls-client.js';
import { plainFilm } from '../../support/marks/plain-films.js';
import { lumaFrames, seenMark } from '../../support/marks/seen-marks.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';

const ANN: OptionalClaims = { viewer: 'ann', tenant: 'acme' };
const RULE = { viewer: 'ann', asset: '/', overlays: [{ text: 'Anna {viewer}', size: 12, opacity: 1 }] };

const size = ({ height = 0 }: VariantUrls) => ({ width: 2 * Math.round((height * 16) / 18), height });

describe.skipIf(redisMissing)(`a rule for marks${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  let root: string;
  let env: Readonly<Record<string, string>>;
  let one: Origin;
  let two: Origin;
  /** The luma of the first segment of a viewer without marks. */
  let plain: readonly Buffer[];

  const startTwo = () =>
    startOrigin({
      folder: one.mastersPath,
      secret: one.secret,
      env: { ...env, ONPLAY_DATA: join(root, 'two') },
    });

  beforeAll(async () => {
    redis = await startRedis();
    root = await mkdtemp(join(tmpdir(), 'onplay-marks-by-rule-'));
    env = {
      ONPLAY_REDIS_URL: redis.url,
      ONPLAY_FLEET_KEY: randomBytes(32).toString('hex'),
      ...{ ONPLAY_SEGMENT_MS: '2000', ONPLAY_FIRST_SEGMENTS_MS: 'none', ONPLAY_PASSTHROUGH: 'off' },
    };
    one = await startOrigin({ masters: { 'film.mp4': await plainFilm() }, env });
    two = await startTwo();
    plain = await framesOf(one, {});
  });
  afterAll(async () => {
    for (const origin of [two, one]) await origin?.stop();
    await redis.close();
    await rm(root, { recursive: true, force: true });
  });

  async function smallest(origin: Origin, claims: OptionalClaims, query = ''): Promise<VariantUrls> {
    const ofViewer = { ...origin, token: () => origin.token('film', claims) };
    const { variants } = await readPresentation(ofViewer, 'film', query);
    return variants.toSorted((a, b) => (a.height ?? 0) - (b.height ?? 0))[0]!;
  }

  async function framesOf(origin: Origin, claims: OptionalClaims, query = ''): Promise<readonly Buffer[]> {
    const variant = await smallest(origin, claims, query);
    const [init, first] = [await bytesOf(variant.init), await bytesOf(variant.segments[0]!)];
    return lumaFrames(Buffer.concat([init, first]), size(variant));
  }

  /** In how many of the frames of a viewer's first segment a mark is seen. */
  async function seen(origin: Origin, claims: OptionalClaims, query = ''): Promise<'all' | 'none' | number> {
    const frames = await framesOf(origin, claims, query);
    expect(frames.length).toBe(plain.length);
    const frame = size(await smallest(origin, claims, query));
    const count = frames.filter((luma, i) => seenMark(luma, plain[i]!, frame)).length;
    return count === 0 ? 'none' : count === frames.length ? 'all' : count;
  }

  async function manage(origin: Origin, method: string, body?: object): Promise<Record<string, unknown>> {
    const response = await origin.fetch('/api/marks/leak', {
      method,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${origin.adminKey}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  }

  /** Also one that was killed already, so that a test that failed fails no other. */
  async function kill({ process }: Origin): Promise<void> {
    if (process.signalCode !== null) return;
    const exit = once(process, 'exit');
    process.kill('SIGKILL');
    await exit;
  }

  it('marks the next manifest of the viewer at all servers, and of no other viewer', async () => {
    expect(await seen(one, ANN)).toBe('none');
    await vi.waitFor(async () =>
      expect(await manage(one, 'PUT', RULE)).toMatchObject({ name: 'leak', everywhere: true }),
    );
    for (const origin of [one, two]) {
      expect(await seen(origin, ANN)).toBe('all');
      expect(await seen(origin, { viewer: 'ben' })).toBe('none');
    }
  });

  it('is drawn beside the marks of the token, and not removed by it or by a query', async () => {
    const own = [{ text: 'own', place: 'top-left', size: 12, opacity: 1 }] as const;
    const frames = await framesOf(two, { ...ANN, overlays: [...own] });
    const box = seenMark(frames[0]!, plain[0]!, size(await smallest(two, ANN)))!;
    expect([box.left < 0.2, box.right > 0.8, box.top < 0.2, box.bottom > 0.8]).toStrictEqual([
      true,
      true,
      true,
      true,
    ]);
    for (const query of ['&overlays=[]', '&marks=none', '&viewer=ben'])
      expect(await seen(two, ANN, query)).toBe('all');
  });

  it('holds for downloads', async () => {
    const variant = await smallest(one, ANN);
    const token = one.token('film', { ...ANN, download: true });
    const url = `${one.url}/film.mp4?token=${token}&height=${variant.height}`;
    const saved = await lumaFrames(await bytesOf(url), size(variant));
    expect(saved.slice(0, plain.length).every((luma, i) => seenMark(luma, plain[i]!, size(variant)))).toBe(
      true,
    );
  });

  it('opens nothing without it to the grant of such a manifest', async () => {
    const marked = await smallest(one, ANN);
    const unmarked = await smallest(one, {});
    const grant = new URL(marked.segments[0]!).pathname.split('/')[2]!;
    const path = new URL(unmarked.segments[0]!).pathname.split('/');
    const response = await one.fetch(path.with(2, grant).join('/'));
    expect([response.status, await response.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'unmarked_forbidden' }),
    ]);
  });

  it('is in force at once on a server that was killed, without Redis, and on one that has never heard of it', async () => {
    await kill(two);
    await redis.stop();
    two = await startTwo();
    expect(await seen(two, ANN)).toBe('all');
    await redis.restart();
    const three = await startOrigin({ folder: one.mastersPath, secret: one.secret, env });
    await vi.waitFor(async () => expect(await seen(three, ANN)).toBe('all'));
    await three.stop();
  });

  it('is gone at all servers when it is removed, also at one that was dead meanwhile', async () => {
    await kill(two);
    await manage(one, 'DELETE');
    expect(await seen(one, ANN)).toBe('none');
    two = await startTwo();
    expect(await seen(two, ANN)).toBe('none');
  });

  it('that was stored and cannot be read keeps a server from starting', async () => {
    await kill(two);
    await writeFile(join(root, 'two', 'mark-rules.json'), '{"not": "a list"}');
    await expect(startTwo()).rejects.toThrow('mark-rules.json');
    await rm(join(root, 'two', 'mark-rules.json'));
    two = await startTwo();
  });
});
