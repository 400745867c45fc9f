/**
 * Files beside a film are added and replaced while a cluster serves it: the next sessions have them at every origin, workers make what
 * is new of it, once, and the segments of the film stay as they are.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../support/cluster.js';
import { readPresentation } from '../../support/hls-client.js';
import { fetchShuffled } from '../../support/joined-rendition.js';
import { generateMaster } from '../../support/masters.js';
import type { Origin } from '../../support/origin.js';
import { filmWithSidecars } from '../beside/support/film-with-sidecars.js';
import { pictureUrl, textUrls } from '../beside/support/found-urls.js';
import { patientExchange } from '../conformance/exchange.js';
import { encodedAgain } from './support/encodes.js';
import { PLACES, type PreparedPlace } from './support/places.js';

/** Longer than the half minute for which an origin may know nothing of a file in a bucket. */
const NOTICED_MS = 120_000;

describe.each(PLACES)('files beside a film, in $where', ({ missing, prepare }) => {
  describe.skipIf(missing)(missing ?? 'of a cluster', () => {
    let cluster: Cluster;
    let place: PreparedPlace;
    let files: Readonly<Record<string, string>>;

    beforeAll(async () => {
      files = await filmWithSidecars('film');
      const { 'film.mp4': film = '', 'film.en.vtt': english = '' } = files;
      place = await prepare({ 'film.mp4': film, 'film.en.vtt': english });
      cluster = await startCluster({ ...place.options, workers: 2 });
    });
    afterAll(() => cluster?.stop());

    const audioOf = async (origin: Origin) => (await readPresentation(origin, 'film')).audio;
    const spanish = async (origin: Origin) =>
      [...(await audioOf(origin))].find(([name]) => name.endsWith('/Spanish'))?.[1];
    const posterOf = (origin: Origin) => patientExchange(pictureUrl(origin, 'film', 'poster.jpg'));
    const lowest = async (origin: Origin) => (await readPresentation(origin, 'film')).variants.at(-1)!;
    const textsOf = async (origin: Origin) =>
      Promise.all(
        (await textUrls(origin, 'film')).map(async (url) => (await patientExchange(url)).body.toString()),
      );

    test('are in the next sessions of both origins, made once, and the segments of the film keep their URLs', async () => {
      const { origins } = cluster;
      const film = await lowest(origins[0]);
      await fetchShuffled(film, origins, 1);
      const frame = await posterOf(origins[1]);
      expect([...(await audioOf(origins[0])).keys()].some((name) => name.endsWith('/Spanish'))).toBe(false);

      await place.put(cluster, 'film.es.m4a', await generateMaster('audio-only'));
      await place.put(cluster, 'film.jpg', files['film.jpg']!);
      await place.put(cluster, 'film.en.vtt', files['film.sl-Latn-SI-rozaj-biske.forced.sdh.vtt']!);
      for (const origin of origins) {
        await expect.poll(() => spanish(origin), { timeout: NOTICED_MS, interval: 250 }).toBeDefined();
        const poster = await posterOf(origin);
        expect(poster.headers.get('etag')).not.toBe(frame.headers.get('etag'));
        expect((await textsOf(origin)).join()).toMatch(/Dober dan/);
      }

      const posters = await Promise.all(origins.map(posterOf));
      expect(posters[0]!.body.equals(posters[1]!.body)).toBe(true);
      const dub = (await spanish(origins[0]))!;
      expect((await spanish(origins[1]))!.segments.map(nameOf)).toEqual(dub.segments.map(nameOf));
      await fetchShuffled(dub, origins, 2);
      expect((await lowest(origins[1])).segments.map(nameOf)).toEqual(film.segments.map(nameOf));
      // Both origins ask for these within a minute, for which workers keep what they have made.
      expect(encodedAgain(cluster).filter((key) => key.includes('a-es-'))).toEqual([]);
    });
  });
});

function nameOf(url: string): string {
  return new URL(url).pathname.split('/').slice(-2).join('/');
}
