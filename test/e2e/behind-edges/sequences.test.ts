/** Parts that are played one after another, behind nginx and Varnish: their segments are those of every viewer, and each edge fetches them once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { bytesOf } from '../../support/hls-client.js';
import { interstitialsOf } from '../../support/interstitials-client.js';
import { generateMaster } from '../../support/masters.js';
import { readHlsParts } from '../../support/sequence-client.js';
import { missingEdge } from '../edges/support/running-edge.js';
import { EdgeDeployment, KINDS } from './support/edge-deployment.js';

const missing = KINDS.map(missingEdge).find((why) => why !== undefined);
/** One within a segment of the film, and one behind all. */
const INSERTS = [
  { asset: 'ad', at: 'f70', end: 'f60' },
  { asset: 'ad', at: 'end', start: 'f30', end: 'f90' },
] as const;

describe.skipIf(missing !== undefined)(
  missing ? `a sequence behind edges (${missing})` : 'a sequence behind edges',
  { timeout: SERVER_TEST_MS },
  () => {
    let deployment: EdgeDeployment;

    beforeAll(async () => {
      deployment = await EdgeDeployment.open({
        masters: {
          'film.mp4': await generateMaster('h264-24-gop2'),
          'ad.mp4': await generateMaster('h264-2997'),
        },
        env: { ONPLAY_SEGMENT_MS: '2000' },
      });
      // An insert that is not indexed in time is left out.
      const { origin } = deployment;
      await bytesOf(`${origin.url}/ad.m3u8?token=${origin.token('ad')}`);
    });
    afterAll(() => deployment?.close());

    /** All files of the lowest rendition and of audio, as a viewer plays them; by their names, which have no grant. */
    async function played(at: string, viewer: string): Promise<ReadonlyMap<string, Buffer>> {
      const token = deployment.origin.token('film', { viewer, inserts: [...INSERTS] });
      const { video, audio } = await readHlsParts(`${at}/film.m3u8?token=${token}&max_height=240`);
      const files = new Map<string, Buffer>();
      for (const { parts } of [video[0]!, audio[0]!]) {
        expect(parts).toHaveLength(4);
        for (const { init, segments } of parts)
          for (const url of [init, ...segments])
            files.set(new URL(url).pathname.replace(/^\/-\/[^/]+\//, ''), await bytesOf(url));
      }
      return files;
    }

    it.each(KINDS)('is from %s what it is from the origin, and each file is fetched once', async (kind) => {
      const expected = await played(deployment.origin.url, 'origin');
      deployment.proxy(kind).reset();
      for (const viewer of ['ann', 'ben'])
        expect(await played(deployment.urlOf(kind), viewer)).toEqual(expected);
      const fetched = deployment.proxy(kind).media;
      expect([...fetched.keys()].sort()).toEqual([...expected.keys()].sort());
      expect(new Set(fetched.values())).toEqual(new Set([1]));
    });

    it.each(KINDS)('has interstitials from %s, whose lists name the edge', async (kind) => {
      const at = deployment.urlOf(kind);
      const token = deployment.origin.token('film', { interstitials: true, inserts: [...INSERTS] });
      const breaks = await interstitialsOf(`${at}/film.m3u8?token=${token}&max_height=240`);
      expect(breaks).toHaveLength(2);
      for (const { assets } of breaks) {
        const [{ URI }] = assets as [(typeof assets)[number]];
        expect(new URL(URI).origin).toBe(new URL(at).origin);
        const { video } = await readHlsParts(URI);
        for (const url of video[0]!.parts[0]!.segments) expect(await bytesOf(url)).not.toHaveLength(0);
      }
    });
  },
);
