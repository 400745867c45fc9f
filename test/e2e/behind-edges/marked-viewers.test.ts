/** What a hundred viewers cost, each of whom has a mark of their own for ten seconds of a minute, behind each edge. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { readPresentation } from '../../support/hls-client.js';
import { minuteFilm } from '../../support/marks/plain-films.js';
import { missingEdge } from '../edges/support/running-edge.js';
import { EdgeDeployment, KINDS } from './support/edge-deployment.js';

const missing = KINDS.map(missingEdge).find((why) => why !== undefined);
const VIEWERS = 100;
/** Of the twelve segments, two. */
const MARK = { text: '{viewer}', every: 60, for: 10, from: 20 };
/** How many of them play at once. */
const AT_ONCE = 10;

describe.skipIf(missing !== undefined)(
  'a hundred viewers with marks',
  { timeout: 2 * SERVER_TEST_MS },
  () => {
    let deployment: EdgeDeployment;
    beforeAll(async () => {
      deployment = await EdgeDeployment.open({
        masters: { 'film.mp4': await minuteFilm() },
        env: {
          ...{ ONPLAY_SEGMENT_MS: '5000', ONPLAY_FIRST_SEGMENTS_MS: 'none' },
          ONPLAY_PASSTHROUGH: 'off',
        },
      });
    });
    afterAll(() => deployment?.close());

    async function encodes(): Promise<number> {
      const headers = { Authorization: `Bearer ${deployment.origin.adminKey}` };
      const text = await (await deployment.origin.fetch('/metrics', { headers })).text();
      return Number(/onplay_encodes_total\{kind="video",outcome="ok"\} (\d+)/.exec(text)?.[1] ?? 0);
    }

    /** Plays the film from its first segment to its last. @returns how many it had. */
    async function play(kind: (typeof KINDS)[number], viewer: string): Promise<number> {
      const token = deployment.origin.token('film', { viewer, overlays: [MARK] });
      const server = { ...deployment.origin, token: () => token };
      const [lowest] = (await readPresentation(server, 'film')).variants;
      const paths = [lowest!.init, ...lowest!.segments].map((url) =>
        new URL(url).pathname.split('/').slice(2),
      );
      for (const [grant = '', ...path] of paths)
        expect((await deployment.ask(kind, grant, path.join('/'))).status).toBe(200);
      return lowest!.segments.length;
    }

    it.each(KINDS)('cost less than a quarter of what each for themselves would (%s)', async (kind) => {
      const before = await encodes();
      deployment.proxy(kind).reset();
      let segments = 0;
      for (let first = 0; first < VIEWERS; first += AT_ONCE) {
        const viewers = Array.from({ length: AT_ONCE }, (_, i) => `${kind} ${first + i}`);
        segments += (await Promise.all(viewers.map((viewer) => play(kind, viewer)))).reduce(
          (sum, n) => sum + n,
        );
      }
      const encoded = (await encodes()) - before;
      const media = [...deployment.proxy(kind).media];
      const requests = media.filter(([path]) => path.endsWith('.m4s'));
      process.stderr.write(
        `${kind}: ${segments} segments for ${VIEWERS} viewers, ${requests.length} requested from the origin, ${encoded} encoded (${((100 * encoded) / segments).toFixed(1)}%)\n`,
      );
      expect(requests.every(([, count]) => count === 1)).toBe(true);
      const marked = requests.filter(([path]) => path.includes('-m'));
      expect(marked.length).toBe(2 * VIEWERS);
      expect(requests.length).toBe(2 * VIEWERS + 10);
      expect(encoded).toBeLessThanOrEqual(0.25 * segments);
    });
  },
);
