/** Masters that need remuxing delay no other client, and leave nothing behind. */
import { once } from 'node:events';
import { copyFile, cp, mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { until } from '../promises/fixtures/wait.js';
import { type SlowRemux, slowRemux } from './support/slow-remux.js';
import { MOST_MEBIBYTES, printRow, vitalsDuring } from './support/vitals.js';

/** Far longer than any response takes on a busy machine, and below the two minutes after which connections are closed. */
const LIMIT_MS = 45_000;
const LONG = ['long-1', 'long-2', 'long-3'] as const;

let root: string;
let masters: string;
let remux: SlowRemux;
let origin: Origin;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-remux-'));
  masters = join(root, 'masters');
  await mkdir(masters);
  remux = await slowRemux(root);
  const silence = [
    '-f',
    'lavfi',
    '-i',
    'anullsrc=r=8000:cl=mono',
    '-t',
    '600',
    '-c:a',
    'libvorbis',
    '-q:a',
    '-1',
  ];
  await runToolOrFail('ffmpeg', [...silence, join(root, 'silence.ogg')]);
  for (const name of LONG) await copyFile(join(root, 'silence.ogg'), join(masters, `${name}.ogg`));
  await copyFile(await generateMaster('two-languages'), join(masters, 'film.mp4'));
  await copyFile(await generateMaster('h264-2997'), join(masters, 'other.mp4'));
  await copyFile(await generateMaster('mp3-cover'), join(masters, 'web.mp3'));
  origin = await start();
});

afterAll(async () => {
  await origin?.stop();
  await rm(root, { recursive: true, force: true });
});

/** Starts a server, always on the same masters and the same data. */
function start(): Promise<Origin> {
  return startOrigin({
    folder: masters,
    env: {
      ONPLAY_DATA: join(root, 'var'),
      ONPLAY_ENCODE_SLOTS: '2',
      FFMPEG_PATH: remux.path,
      // The script needs files of its own.
      ONPLAY_FFMPEG_CONFINEMENT: 'off',
    },
  });
}

interface Answer {
  readonly status: number | 'none';
  readonly retryAfter?: string | null;
  readonly body?: { readonly code?: string; readonly preparing?: Record<string, unknown> };
}

async function ask(url: string): Promise<Answer> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) });
    const text = await response.text();
    const body = text.startsWith('{') ? JSON.parse(text) : undefined;
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body };
  } catch {
    return { status: 'none' };
  }
}

const manifestOf = (asset: string) => `${origin.url}/${asset}.m3u8?token=${origin.token(asset)}`;
const askManifest = (asset: string) => ask(manifestOf(asset));

/** Requests the manifest as a client that obeys `Retry-After`. */
async function askUntilReady(asset: string): Promise<Answer> {
  for (;;) {
    const answer = await askManifest(asset);
    if (answer.status !== 503) return answer;
    await setTimeout(Number(answer.retryAfter) * 1000);
  }
}

interface ListedAsset {
  readonly id: string;
  readonly state: string;
  readonly preparing?: Record<string, unknown>;
}

async function listed(): Promise<Record<string, ListedAsset>> {
  const headers = { Authorization: `Bearer ${origin.adminKey}` };
  const { assets } = (await (await origin.fetch('/api/assets', { headers })).json()) as {
    assets: readonly ListedAsset[];
  };
  return Object.fromEntries(assets.map((asset) => [asset.id, asset]));
}

/** All remuxed copies under the data directory, finished or not. */
async function mediaFiles(): Promise<string[]> {
  const files = await readdir(join(root, 'var'), { recursive: true }).catch(() => []);
  return files.filter((file) => /\.(mp4|mov|mkv)$/.test(file));
}

const untilNoCopies = () =>
  until('the removal', async () => ((await mediaFiles()).length === 0 ? true : undefined));

async function invalidate(body: object): Promise<number> {
  const headers = { Authorization: `Bearer ${origin.adminKey}`, 'Content-Type': 'application/json' };
  const response = await origin.fetch('/api/invalidations', {
    ...{ method: 'POST', headers, body: JSON.stringify(body) },
  });
  return response.status;
}

describe('while three long masters are remuxed', () => {
  test('viewers get audio and init segments, newcomers are admitted, and requests for a long one get its progress', async () => {
    const { variants, audio } = await readPresentation(origin, 'film');
    await remux.slow(true);
    const { vitals, result } = await vitalsDuring(origin, async () => {
      const long = Promise.all(LONG.map(askManifest));
      await until('remuxing', async () => ((await mediaFiles()).length >= 2 ? true : undefined));
      const played = [...audio.values()].flatMap(({ init, segments }) => [init, ...segments]);
      const playing = await Promise.all([...played, ...variants.map(({ init }) => init)].map(ask));
      return { playing, newcomer: await askManifest('other'), long: await long, assets: await listed() };
    });
    const { playing, newcomer, long, assets } = result;
    const played = playing.map(({ status }) => status);
    const progress = long.map(({ status, body }) => `${status} ${JSON.stringify(body?.preparing)}`);
    const answers = `playing ${[...new Set(played)]}, newcomer ${newcomer.status}, remuxed ${progress.join(', ')}`;
    printRow('three long Vorbis masters to remux', vitals, answers);
    expect(new Set(played)).toStrictEqual(new Set([200]));
    expect(newcomer.status).toBe(200);
    for (const answer of long) {
      const { status, body, retryAfter } = answer;
      expect([status, body?.code, retryAfter]).toStrictEqual([503, 'master_preparing', '2']);
    }
    const phases = LONG.map((name) => assets[name]?.preparing?.['phase']);
    expect(phases.sort()).toStrictEqual(['queued', 'remuxing', 'remuxing']);
    expect(vitals.peakMebibytes).toBeLessThan(MOST_MEBIBYTES);
  });

  test('the reported percentage grows', async () => {
    const percent = () =>
      until('progress', async () => {
        const shares = LONG.map(async (name) => (await askManifest(name)).body?.preparing?.['percent']);
        return Math.max(...(await Promise.all(shares)).map(Number).filter(Number.isFinite));
      });
    const first = await percent();
    await until('more', async () => ((await percent()) > first ? true : undefined), LIMIT_MS);
  });

  test('the remux of a removed master is cancelled, and the next one starts', async () => {
    const states = await listed();
    const [running] = LONG.filter((name) => states[name]?.preparing?.['phase'] === 'remuxing');
    const [queued] = LONG.filter((name) => states[name]?.preparing?.['phase'] === 'queued');
    await rm(join(masters, `${running}.ogg`));
    expect(
      (
        await until(
          '404',
          async () => {
            const answer = await askManifest(running!);
            return answer.status === 404 ? answer : undefined;
          },
          LIMIT_MS,
        )
      ).status,
    ).toBe(404);
    await until('the next remux', async () => {
      const { preparing } = (await listed())[queued!] ?? {};
      return preparing?.['phase'] === 'remuxing' ? true : undefined;
    });
    await copyFile(join(root, 'silence.ogg'), join(masters, `${running}.ogg`));
  });

  test('unfinished copies of a killed server are removed by the next one', async () => {
    expect((await mediaFiles()).length).toBeGreaterThan(0);
    origin.process.kill('SIGKILL');
    await once(origin.process, 'exit');
    await remux.slow(false);
    expect((await mediaFiles()).length).toBeGreaterThan(0);
    origin = await start();
    await untilNoCopies();
  });
});

describe('the remuxed copy of a master', () => {
  const prepare = async () => {
    expect((await askUntilReady('web')).status).toBe(200);
    expect(await mediaFiles()).toHaveLength(1);
  };

  test('is removed when the asset is invalidated, or everything', async () => {
    for (const body of [{ asset: 'web' }, { everything: true }]) {
      await prepare();
      expect(await invalidate(body)).toBe(202);
      expect(await mediaFiles()).toStrictEqual([]);
    }
  });

  test('is removed when the master is taken down while the server runs', async () => {
    await prepare();
    await rename(join(masters, 'web.mp3'), join(root, 'web.mp3'));
    await untilNoCopies();
    await rename(join(root, 'web.mp3'), join(masters, 'web.mp3'));
  });

  test('is removed when the master was taken down, or replaced, while no server ran', async () => {
    for (const put of [async () => undefined, () => cp(join(root, 'web.mp3'), join(masters, 'web.mp3'))]) {
      await prepare();
      await origin.stop();
      await rename(join(masters, 'web.mp3'), join(root, 'web.mp3'));
      await put();
      origin = await start();
      await untilNoCopies();
      await rm(join(masters, 'web.mp3'), { force: true });
      await rename(join(root, 'web.mp3'), join(masters, 'web.mp3'));
    }
  });
});

test('a symbolic link that is changed between indexing and remuxing is not followed', async () => {
  const link = join(masters, 'link.ogg');
  await copyFile(join(root, 'silence.ogg'), join(masters, 'inside.ogg'));
  await copyFile(await generateMaster('mp3-cover'), join(root, 'outside.ogg'));
  await symlink(join(masters, 'inside.ogg'), link);
  await remux.hold(true);
  const answer = askManifest('link');
  await until('remuxing', async () => ((await listed())['link']?.state === 'preparing' ? true : undefined));
  await rm(link);
  await symlink(join(root, 'outside.ogg'), link);
  await remux.hold(false);
  const { status } = await answer;
  const later = await until(
    'an end',
    async () => {
      const again = await askManifest('link');
      return again.status === 503 ? undefined : again.status;
    },
    LIMIT_MS,
  );
  expect([status, later]).toStrictEqual([503, 404]);
});
