/** A viewer with two streams and three players: at the origin and through each edge, one of them is out within five seconds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GivesWay } from '../../../src/sessions/streams/viewer-streams.js';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { generateMaster } from '../../support/masters.js';
import { missingEdge } from '../edges/support/running-edge.js';
import { EdgeDeployment, KINDS } from './support/edge-deployment.js';
import { StreamingClient } from './support/streaming-client.js';

const missing = KINDS.map(missingEdge).find((why) => why !== undefined);
/** After which a stream that has to give way is out. */
const OUT_MS = 5000;
const PLACES = ['origin', ...KINDS] as const;

describe.skipIf(missing !== undefined).each([
  { givesWay: 'oldest', out: 0 },
  { givesWay: 'newest', out: 2 },
] as const satisfies readonly { givesWay: GivesWay; out: number }[])(
  'where the $givesWay stream gives way',
  { timeout: SERVER_TEST_MS },
  ({ givesWay, out }) => {
    let deployment: EdgeDeployment;
    beforeAll(async () => {
      deployment = await EdgeDeployment.open({
        masters: { 'film.mp4': await generateMaster('h264-open-gop') },
        env: { ONPLAY_STREAM_GIVES_WAY: givesWay },
      });
    }, SERVER_TEST_MS);
    afterAll(() => deployment?.close());

    const baseOf = (place: (typeof PLACES)[number]) =>
      place === 'origin' ? deployment.origin.url : deployment.edge(place).url;
    const client = (place: (typeof PLACES)[number], viewer: string, maxStreams: number) => {
      const token = deployment.origin.token('film', { viewer, max_streams: maxStreams });
      return StreamingClient.open(`${baseOf(place)}/film.m3u8?token=${token}`);
    };

    it.each(PLACES)('viewers of two tenants are two, also with one name (%s)', async (place) => {
      const open = (tenant: string) => {
        const claims = { viewer: `dora ${place}`, tenant, max_streams: 1 };
        return StreamingClient.open(
          `${baseOf(place)}/film.m3u8?token=${deployment.origin.token('film', claims)}`,
        );
      };
      const [one, two, other] = [await open('acme'), await open('acme'), await open('globex')];
      for (const player of [one, other, one, other]) expect(await player.ask()).toBe('ok');
      await two.ask();
      await (out === 0 ? one : two).askUntilRefused();
      expect(await other.ask()).toBe('ok');
    });

    it.each(PLACES)('one of three players is out, and no other (%s)', async (place) => {
      const others = [await client(place, `ben ${place}`, 1), await client(place, `carl ${place}`, 3)];
      const players = [];
      for (let i = 0; i < 3; i++) players.push(await client(place, `ann ${place}`, 2));
      // From now on the edge has all that they request, and asks the origin for nothing but the lease.
      for (const other of others) expect(await other.askForAll()).toEqual(['ok', 'ok', 'ok']);
      for (const player of [players[0]!, players[1]!]) expect(await player.ask()).toBe('ok');
      const startedAt = performance.now();
      await players[2]!.ask();
      const lastAnsweredAt = await players[out]!.askUntilRefused();
      expect(lastAnsweredAt - startedAt).toBeLessThan(OUT_MS);
      const kept = [...others, ...players.filter((_, i) => i !== out)];
      for (const player of [...kept, ...kept]) expect(await player.ask()).toBe('ok');
      expect(await players[out]!.ask()).toBe('too_many_streams');
    });
  },
);
