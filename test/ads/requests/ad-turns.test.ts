import { describe, expect, it } from 'vitest';
import { AdTurns } from '../../../src/ads/requests/ad-turns.js';
import { clientName } from '../../../src/shared/scheduler/client-name.js';

/** How many turns a client gets, that asks for as many. */
function takes(turns: AdTurns, asked: number, name: string, tenant?: string): number {
  const taken = Array.from({ length: asked }, () => turns.take(clientName(name, tenant)));
  return taken.filter((end) => end !== undefined).length;
}

/** How many turns the clients of a tenant get. */
function tenantTakes(turns: AdTurns, tenant: string | undefined): number {
  const clients = Array.from({ length: 20 }, (_, n) => takes(turns, 20, `viewer ${n}`, tenant));
  return clients.reduce((sum, taken) => sum + taken, 0);
}

describe('the turns of ad requests', () => {
  it('are all taken by no client', () => {
    const turns = new AdTurns();
    expect(takes(turns, 1000, 'viewer ann')).toBe(16);
    expect(takes(turns, 1, 'viewer bob')).toBe(1);
  });

  it.each([
    ['a tenant', 'acme'],
    ['those without one', undefined],
  ])('are all taken by the clients of no tenant: %s', (_what, tenant) => {
    const turns = new AdTurns();
    expect(tenantTakes(turns, tenant)).toBe(96);
    expect(tenantTakes(turns, 'other')).toBe(32);
    expect(takes(turns, 1, 'viewer last', 'third')).toBe(0);
  });

  it('are there again when they end', () => {
    const turns = new AdTurns();
    const ends = Array.from({ length: 16 }, () => turns.take('viewer ann'));
    expect(turns.take('viewer ann')).toBeUndefined();
    for (const end of ends) end!();
    expect(takes(turns, 20, 'viewer ann')).toBe(16);
  });
});
