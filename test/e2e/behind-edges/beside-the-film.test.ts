/** What belongs to a film besides its moving picture, behind nginx and Varnish: cached, purged and closed as its segments are. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { subtitledMaster } from '../../support/burn/subtitled-masters.js';
import { readPresentation } from '../../support/hls-client.js';
import { filmWithSidecars } from '../beside/support/film-with-sidecars.js';
import { MEDIA_KINDS, nameOf } from '../beside/support/media-kinds.js';
import { patientExchange } from '../conformance/exchange.js';
import { eventually } from '../edges/support/eventually.js';
import { type EdgeKind, missingEdge } from '../edges/support/running-edge.js';
import { downloadCases } from './support/download-cases.js';
import { EdgeDeployment, KINDS } from './support/edge-deployment.js';
import { askMedia, assetOf, mediaCases } from './support/media-cases.js';
import { pictureCases } from './support/picture-cases.js';
import { codeOf } from './support/refused-tokens.js';

const missing = KINDS.map(missingEdge).find((why) => why !== undefined);

describe.skipIf(missing !== undefined)(
  missing ? `behind edges (${missing})` : 'behind edges',
  { timeout: SERVER_TEST_MS },
  () => {
    let deployment: EdgeDeployment;
    const names = new Map<string, string>();

    beforeAll(async () => {
      const masters = { ...(await filmWithSidecars('film')), 'subtitled.mkv': await subtitledMaster() };
      deployment = await EdgeDeployment.open({ masters });
      for (const { what, find } of MEDIA_KINDS) names.set(what, await find(deployment.origin));
    }, SERVER_TEST_MS);
    afterAll(() => deployment?.close());

    describe.each(MEDIA_KINDS)('$what', (kind) => {
      mediaCases(kind, () => ({ deployment, names }));
    });
    describe('images', () => {
      pictureCases(() => deployment);
    });
    describe('downloads', () => {
      downloadCases(() => deployment);
    });

    it.each(KINDS)('what a grant limits, %s does not give, though others were given it', async (kind) => {
      const { variants } = await readPresentation(deployment.origin, 'subtitled', '&burn=1');
      const burned = (height: number) => {
        const { segments } = variants.find((variant) => variant.height === height)!;
        return nameOf(segments.find((url) => url.includes('-b1-'))!);
      };
      const [higher, lower] = [burned(360), burned(240)];
      const picture = names.get('a poster')!;
      const smaller = names.get('a frame')!;
      for (const name of [higher, lower, picture, smaller]) await askMedia(deployment, kind, name);
      const limited = async (name: string) => {
        const grant = await deployment.grant(assetOf(name), { maxHeight: 240 });
        const answer = await patientExchange(`${deployment.urlOf(kind)}/-/${grant}/${name}`);
        return answer.status === 200 ? 200 : codeOf(answer);
      };
      const asked = [higher, picture, lower, smaller];
      const answers = await Promise.all(asked.map(limited));
      expect(answers).toEqual(['no_rendition_allowed', 'no_rendition_allowed', 200, 200]);
    });

    const purge = async (body: unknown) => {
      const response = await deployment.manage('/invalidations', body);
      const { id } = (await response.json()) as { id: string };
      await eventually(async () => (await deployment.receipt(id)).state === 'completed');
    };
    /** The kinds that an edge does not have in its cache. */
    async function fetchedBy(kind: EdgeKind): Promise<readonly string[]> {
      deployment.proxy(kind).reset();
      for (const name of names.values()) await askMedia(deployment, kind, name);
      return [...names].flatMap(([what, name]) => (deployment.proxy(kind).media.has(name) ? [what] : []));
    }

    it('each kind is purged at both edges with its rendition, and nothing else is', async () => {
      for (const kind of KINDS) await fetchedBy(kind);
      for (const [what, name] of names) {
        const [asset, key = ''] = name.split('/');
        await purge({ asset, rendition: key.replace(/-[0-9a-f]{16}$/, '') });
        const purged = [...names].flatMap(([other, path]) => (path.includes(`/${key}/`) ? [other] : []));
        for (const kind of KINDS) expect([what, await fetchedBy(kind)]).toEqual([what, purged]);
      }
    });

    it('all kinds are purged at both edges with their asset', async () => {
      await purge({ asset: 'film' });
      const ofFilm = [...names].flatMap(([what, name]) => (assetOf(name) === 'film' ? [what] : []));
      for (const kind of KINDS) expect(await fetchedBy(kind)).toEqual(ofFilm);
    });
  },
);
