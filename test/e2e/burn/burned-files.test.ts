/** Text that is burned into video is chosen by its id, whether it lies in the master or beside it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { burnMaster, SIDECAR_TEXTS } from '../../support/burn/burn-masters.js';
import { assScript } from '../../support/burn/subtitled-masters.js';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { type Origin, startOrigin } from '../../support/origin.js';

describe('burned-in text', { timeout: SERVER_TEST_MS }, () => {
  let folder: string;
  let origin: Origin;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-sidecars-'));
    const beside = async (name: string, text: string) => {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    };
    origin = await startOrigin({
      masters: {
        'film.mp4': await burnMaster('tx3g in MP4'),
        'recording.ts': await burnMaster('DVB in MPEG-TS'),
        'disc.m2ts': await burnMaster('PGS in m2ts'),
        'timed.mp4': await burnMaster('TTML in MP4'),
        'film.de.srt': await beside('film.de.srt', SIDECAR_TEXTS.srt),
        'film.fr.forced.ass': await beside('film.fr.forced.ass', assScript()),
      },
    });
  });
  afterAll(async () => {
    await origin?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is listed with its id', async () => {
    const authorization = `Bearer ${origin.adminKey}`;
    const response = await origin.fetch('/api/assets/film', { headers: { authorization } });
    const { burn } = (await response.json()) as { burn: { id: string; forced: boolean }[] };
    expect(burn.map(({ id, forced }) => [id, forced])).toEqual([
      ['1', false],
      ['t-de', false],
      ['t-fr-forced', true],
    ]);
  });

  it.each([
    ['1', 'b1'],
    ['t-de', 'bf[0-9a-f]{8}'],
    ['t-fr-forced', 'bf[0-9a-f]{8}'],
  ])('%s has segments of its own where it is shown, and no others', async (id, suffix) => {
    const { variants } = await readPresentation(origin, 'film', `&burn=${id}`);
    const [lowest] = variants;
    const own = new RegExp(`/v\\d+-${suffix}-[0-9a-f]{16}/`);
    const isOwn = lowest!.segments.map((url) => own.test(url));
    // Segments of 2, 2, 4 and 4 seconds; text from 5 to 6.5 and from 9.25 to 10.75.
    expect(isOwn).toEqual([false, false, true, true]);
    for (const url of lowest!.segments) expect((await bytesOf(url)).byteLength).toBeGreaterThan(1000);
  });

  it.each([
    ['bitmaps of DVB', 'recording', true],
    ['bitmaps of Blu-ray', 'disc', true],
    ['TTML', 'timed', false],
  ] as const)(
    '%s in a track have segments of their own where they are shown, and no others',
    async (_, asset, isInFirst) => {
      const { variants } = await readPresentation(origin, asset, '&burn=1');
      const isOwn = variants[0]!.segments.map((url) => /\/v\d+-b1-[0-9a-f]{16}\//.test(url));
      // Bitmaps from 1 to 1.5 s too.
      expect(isOwn).toEqual([isInFirst, false, true, true]);
      for (const url of variants[0]!.segments) expect((await bytesOf(url)).byteLength).toBeGreaterThan(1000);
    },
  );

  it('is that of the token, whatever the query says, and then there is no text that players show by themselves', async () => {
    const token = origin.token('film', { burn: 't-de' });
    const playlist = await origin.fetch(`/film.m3u8?token=${token}&burn=1`);
    const lines = (await playlist.text()).split('\n');
    expect(lines.filter((line) => line.startsWith('-/')).every((line) => /\/v\d+-bf/.test(line))).toBe(true);
    const texts = lines.filter((line) => line.includes('TYPE=SUBTITLES'));
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/AUTOSELECT=YES,FORCED=NO/);
  });

  it('that there is none of is said', async () => {
    for (const id of ['9', 't-xx']) {
      const response = await origin.fetch(`/film.m3u8?token=${origin.token('film')}&burn=${id}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'burn_impossible' });
    }
    const malformed = await origin.fetch(`/film.m3u8?token=${origin.token('film')}&burn=../de`);
    expect(malformed.status).toBe(400);
  });
});
