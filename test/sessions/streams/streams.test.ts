import { describe, expect, it } from 'vitest';
import { type RefusedStream, Streams } from '../../../src/sessions/streams/streams.js';
import type { GivesWay } from '../../../src/sessions/streams/viewer-streams.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

function streamsOf(givesWay: GivesWay) {
  const clock = { ms: 0 };
  const refused: RefusedStream[] = [];
  const now = () => ({ elapsedMs: clock.ms, wallMs: 1e12 + clock.ms });
  const streams = new Streams({ givesWay, idleMs: 30_000, onRefused: (one) => refused.push(one), now });
  const player = (viewer: string) => streams.withSession({ asset: toAssetId('film'), viewer, maxStreams: 1 });
  const isLet = (scope: ReturnType<typeof player>) => {
    clock.ms += 1;
    try {
      streams.assertPlace(scope);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'too_many_streams', about: 'moment' });
      return false;
    }
  };
  return { clock, refused, streams, player, isLet };
}

describe('the streams of viewers', () => {
  it('are counted for each viewer alone', () => {
    const { player, isLet } = streamsOf('newest');
    expect(['ann', 'ann', 'ben', 'carl'].map((viewer) => isLet(player(viewer)))).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('are counted for each tenant alone, with the same viewer too, and listed with it', () => {
    const { streams, isLet } = streamsOf('newest');
    const player = (tenant?: string) =>
      streams.withSession({
        ...{ asset: toAssetId('film'), viewer: 'ann', maxStreams: 1 },
        ...(tenant !== undefined && { tenant }),
      });
    expect(['acme', 'globex', undefined, 'acme'].map((tenant) => isLet(player(tenant)))).toEqual([
      ...[true, true, true, false],
    ]);
    expect(new Set(streams.list().map(({ tenant }) => tenant))).toEqual(
      new Set(['acme', 'globex', undefined]),
    );
  });

  it('are not counted without a limit', () => {
    const { streams } = streamsOf('newest');
    const scope = streams.withSession({ asset: toAssetId('film'), viewer: 'ann' });
    expect(scope).toEqual({ asset: 'film', viewer: 'ann' });
    for (let i = 0; i < 10; i++) streams.assertPlace(scope);
    expect(streams.list()).toEqual([]);
  });

  it('are reported as refused once a minute for a viewer, however many players ask', () => {
    const { clock, refused, player, isLet } = streamsOf('newest');
    const playing = player('ann');
    isLet(playing);
    for (let i = 0; i < 1000; i++) isLet(player('ann'));
    expect(refused).toEqual([
      { asset: 'film', viewer: 'ann', session: expect.stringMatching(/^[0-9a-f]{16}$/), maxStreams: 1 },
    ]);
    for (let i = 0; i < 4; i++) {
      clock.ms += 20_000;
      isLet(playing);
    }
    isLet(player('ann'));
    expect(refused).toHaveLength(2);
  });

  it('are forgotten of the viewer that asked longest ago when there are too many viewers', () => {
    const { streams, player, isLet } = streamsOf('newest');
    for (let i = 0; i < 50_010; i++) isLet(player(`viewer ${i}`));
    expect(streams.list().length).toBeLessThanOrEqual(50_000);
    expect([isLet(player('viewer 50009')), isLet(player('viewer 0'))]).toEqual([false, true]);
  });
});
