/** Rule 10: the URLs in manifests work behind any host and under any path prefix. */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { patientExchange as exchange } from './exchange.js';
import { attributesOf, fetchPlaylist, fetchText, manifestUrl, tagsNamed } from './manifests.js';
import { adaptationSets, parseMpd } from './mpd-element.js';

const PREFIX = '/some/prefix';
const ASSETS = ['film', 'series/first season/part 1', 'übersicht/fête 100%'];

let folder: string;
let origin: Origin;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-names-'));
  for (const asset of ASSETS) {
    const path = join(folder, `${asset}.mp4`);
    await mkdir(dirname(path), { recursive: true });
    await copyFile(await generateMaster('two-languages'), path);
  }
  origin = await startOrigin({ folder });
});
afterAll(async () => {
  await origin.stop();
  await rm(folder, { recursive: true });
});

describe.each(ASSETS)('the manifests of %s', (asset) => {
  const path = `/${asset.split('/').map(encodeURIComponent).join('/')}`;

  it('10: contain no host and no absolute path', async () => {
    for (const url of await listedUrls(path, asset)) {
      expect(url).toMatch(/^[\x21-\x7e]+$/);
      expect(url).not.toMatch(/^[a-z][a-z0-9+.-]*:|^\//i);
    }
  });

  it('10: lead to existing media, also under a path prefix', async () => {
    for (const url of await listedUrls(path, asset)) {
      const { pathname } = new URL(url, `https://cdn.example${PREFIX}${path}.m3u8`);
      expect(pathname.startsWith(`${PREFIX}/-/`)).toBe(true);
      const ownPath = pathname.slice(PREFIX.length).replace('$Number$', '0');
      expect((await exchange(`${origin.url}${ownPath}`)).status).toBe(200);
    }
  });
});

/** Every URL in the multivariant playlist and the MPD, verbatim. */
async function listedUrls(path: string, asset: string): Promise<string[]> {
  const [hls, dash] = (['m3u8', 'mpd'] as const).map((extension) => {
    const { search } = new URL(manifestUrl(origin, asset, extension));
    return `${origin.url}${path}.${extension}${search}`;
  });
  const playlist = await fetchPlaylist(hls!);
  const templates = adaptationSets(parseMpd(await fetchText(dash!))).flatMap((set) =>
    set.all('Representation').map((representation) => representation.only('SegmentTemplate')),
  );
  return [
    ...tagsNamed(playlist, 'EXT-X-STREAM-INF').map(({ uri = '' }) => uri),
    ...tagsNamed(playlist, 'EXT-X-MEDIA').map((tag) => attributesOf(tag).get('URI') ?? ''),
    ...templates.flatMap((template) => [template.get('media'), template.get('initialization')]),
  ];
}
