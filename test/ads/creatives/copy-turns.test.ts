import { describe, expect, it } from 'vitest';
import { CopyTurns } from '../../../src/ads/creatives/copy-turns.js';

const HOUR_MS = 60 * 60_000;

/** How many of so many copies an ad server may begin. */
function begun(turns: CopyTurns, server: string, asked: number): number {
  const reasons = Array.from({ length: asked }, () => {
    const reason = turns.refusal(server);
    if (reason === undefined) turns.count(server);
    return reason;
  });
  return reasons.filter((reason) => reason === undefined).length;
}

describe('the copies of creatives', () => {
  it('are so many at once of one ad server, and others do not wait for them', async () => {
    const turns = new CopyTurns();
    const endless = new Promise<void>(() => undefined);
    const started: string[] = [];
    const copy = (name: string, until?: Promise<void>) => () => {
      started.push(name);
      return until ?? Promise.resolve();
    };
    for (let n = 0; n < 10; n++) void turns.run('slow.example', copy(`slow ${n}`, endless));
    await turns.run('other.example', copy('other'));
    expect(started).toEqual(['slow 0', 'slow 1', 'slow 2', 'slow 3', 'other']);
  });

  it('have their turn when another ends, however it ends', async () => {
    const turns = new CopyTurns();
    const failing = Array.from({ length: 4 }, () =>
      turns.run('ads.example', () => Promise.reject(new Error('gone'))).catch(() => 'failed'),
    );
    expect(await Promise.all([...failing, turns.run('ads.example', async () => 'copied')])).toEqual([
      ...Array<string>(4).fill('failed'),
      'copied',
    ]);
  });

  it('wait for their turn up to a bound', () => {
    const turns = new CopyTurns();
    const endless = new Promise<void>(() => undefined);
    for (let n = 0; n < 40; n++) void turns.run('slow.example', () => endless);
    expect(turns.refusal('slow.example')).toBe('too many are copied already');
    expect(turns.refusal('other.example')).toBeUndefined();
  });

  it('are so many new ones in an hour, of one ad server and of all', () => {
    let now = 0;
    const turns = new CopyTurns({ maxNew: 3, now: () => now });
    expect(begun(turns, 'one.example', 5)).toBe(3);
    expect(begun(turns, 'two.example', 2)).toBe(2);
    expect(begun(turns, 'three.example', 5)).toBe(1);
    expect(turns.refusal('three.example')).toBe('too many new ones within an hour');
    now = HOUR_MS;
    expect(begun(turns, 'one.example', 5)).toBe(3);
  });
});
