/**
 * What belongs to a film besides its moving picture, from the origins of a cluster in turn: texts, dubs, images and downloads have the
 * bytes that a lone origin makes, and what the fleet makes is made once.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { subtitledMaster } from '../../support/burn/subtitled-masters.js';
import { type Cluster, startCluster } from '../../support/cluster.js';
import { readPresentation } from '../../support/hls-client.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { partOf } from '../../support/part-of.js';
import { filmWithSidecars } from '../beside/support/film-with-sidecars.js';
import { downloadUrl, pictureUrl, sheetUrls, textUrls } from '../beside/support/found-urls.js';
import { type Answer, patientExchange } from '../conformance/exchange.js';
import { encodedAgain, encodesOf } from './support/encodes.js';
import { PLACES } from './support/places.js';

function atOrigin(origin: Origin, url: string): string {
  const { pathname, search } = new URL(url);
  return origin.url + pathname + search;
}

/** Of a film of six seconds at 24 frames a second. */
const IMAGES = [
  ['poster.jpg', ''],
  ['poster.webp', '&width=320'],
  ['preview.webp', ''],
  ['frame.jpg', '&t=f30&width=640'],
  ['frame.jpg', '&t=1.5'],
] as const;

describe.each(partOf(PLACES))(
  'beside a film, with masters and segments in $where',
  ({ missing, prepare }) => {
    describe.skipIf(missing)(missing ?? 'from two origins', () => {
      let cluster: Cluster;
      let lone: Origin;

      beforeAll(async () => {
        const masters = { ...(await filmWithSidecars('film')), 'subtitled.mkv': await subtitledMaster() };
        const { options } = await prepare(masters);
        cluster = await startCluster({ ...options, workers: 2 });
        lone = await startOrigin({ masters, env: { ONPLAY_PASSTHROUGH: 'off' } });
      });
      afterAll(async () => {
        await lone?.stop();
        await cluster?.stop();
      });

      /** Asks one origin, then the other, and after that the other one first. */
      async function fromBoth(url: string, turn: number): Promise<readonly Answer[]> {
        const origins = turn % 2 === 0 ? cluster.origins : cluster.origins.toReversed();
        const answers: Answer[] = [];
        for (const origin of origins) {
          const answer = await patientExchange(atOrigin(origin, url));
          expect(answer.status, `${url}: ${answer.body.subarray(0, 300)}`).toBe(200);
          answers.push(answer);
        }
        return answers;
      }

      async function expectSame(urls: readonly string[], alone: readonly string[]): Promise<void> {
        expect(urls.length).toBe(alone.length);
        for (const [turn, url] of urls.entries()) {
          const { body } = await patientExchange(alone[turn]!);
          const answers = await fromBoth(url, turn);
          expect(new Set(answers.map(({ headers }) => headers.get('etag'))).size, url).toBe(1);
          for (const answer of answers) expect(answer.body.equals(body), url).toBe(true);
        }
      }

      const [first, second] = [0, 1].map((index) => () => cluster.origins[index]!) as [
        () => Origin,
        () => Origin,
      ];

      test('texts are those of a lone origin', async () => {
        const alone = await textUrls(lone, 'film');
        expect(alone.length).toBeGreaterThan(2);
        await expectSame(await textUrls(second(), 'film'), alone);
      });

      test('dubs are those of a lone origin', async () => {
        const theirs = (await readPresentation(lone, 'film')).audio;
        const { audio } = await readPresentation(first(), 'film');
        expect([...audio.keys()]).toEqual([...theirs.keys()]);
        const [name, dub] = [...audio].find(([name]) => name.endsWith('/Spanish'))!;
        const alone = theirs.get(name)!;
        await expectSame([...dub.segments, dub.init], [...alone.segments, alone.init]);
      });

      test('images are those of a lone origin', async () => {
        const urls = (origin: Origin) =>
          IMAGES.map(([file, query]) => pictureUrl(origin, 'film', file, query));
        await expectSame(urls(first()), urls(lone));
        const sheets = await sheetUrls(lone, 'film');
        expect(sheets).not.toEqual([]);
        await expectSame(await sheetUrls(second(), 'film'), sheets);
      });

      test('the URL where an image is cached, which one origin has named, is answered by the other one', async () => {
        const [file, query] = IMAGES[0];
        const { body, headers } = await patientExchange(pictureUrl(first(), 'film', file, query));
        const location = new URL(headers.get('content-location')!, `${second().url}/film/${file}`);
        const there = await patientExchange(location.href);
        expect([there.status, there.headers.get('etag')]).toEqual([200, headers.get('etag')]);
        expect(there.body.equals(body)).toBe(true);
      });

      test.each([
        ['mp4', '&height=240&audio=es,und'],
        ['m4a', ''],
      ] as const)(
        'a download of %s%s has one hash, also where one origin goes on with what the other began',
        async (extension, query) => {
          const url = downloadUrl(first(), 'film', extension, query);
          await expectSame([url], [downloadUrl(lone, 'film', extension, query)]);
          const { body } = await patientExchange(url);
          const middle = body.byteLength >> 1;
          const headers = { Range: `bytes=${middle}-` };
          const rest = await patientExchange(atOrigin(second(), url), { headers });
          expect([rest.status, rest.body.equals(body.subarray(middle))]).toEqual([206, true]);
        },
      );

      test('video with burned-in text is that of a lone origin', async () => {
        const burned = async (origin: Origin) => {
          const { variants } = await readPresentation(origin, 'subtitled', '&burn=1&max_height=240');
          return variants[0]!.segments.filter((url) => url.includes('-b1-'));
        };
        const alone = await burned(lone);
        expect(alone.length).toBeGreaterThan(1);
        await expectSame(await burned(first()), alone);
      });

      test('the fleet has made each image and each segment once', () => {
        // What both origins begin with is asked for when each opens a session: perhaps minutes apart, after which workers have forgotten it.
        const askedInTurn = encodedAgain(cluster).filter((key) => /a-es-|-b1-/.test(key));
        expect(askedInTurn).toEqual([]);
        const images = encodesOf(cluster, 'image encoded');
        // A frame that is asked for twice, by its number and in another size, and each sheet.
        expect(images.size).toBeGreaterThanOrEqual(IMAGES.length);
        expect([...images].filter(([, count]) => count > 1)).toEqual([]);
        const byWorkers = encodesOf(
          { log: () => cluster.workers.flatMap(({ log }) => log) },
          'image encoded',
        );
        expect(byWorkers.size).toBeGreaterThan(images.size / 2);
      });
    });
  },
);
