import { describe, expect, it } from 'vitest';
import { DownloadTurns } from '../../src/downloads/index.js';
import { errorCodeOf } from '../packager/support/errors.js';

/** A client with a token of its own. */
const of = (client: string) => ({ client, token: client });

describe('downloads at once', () => {
  it('are as many as there may be, and one more when one has ended', () => {
    const turns = new DownloadTurns(2);
    const end = turns.begin(of('ann'));
    turns.begin(of('bob'));
    expect(errorCodeOf(() => turns.begin(of('cid')))).toBe('downloads_full');
    end();
    turns.begin(of('cid'));
    expect(turns.size).toBe(2);
  });

  it('are four of one client, whose others leave room for other clients', () => {
    const turns = new DownloadTurns(100);
    const ends = [1, 2, 3, 4].map((token) => turns.begin({ client: 'ann', token: String(token) }));
    expect(errorCodeOf(() => turns.begin(of('ann')))).toBe('downloads_full');
    turns.begin(of('bob'));
    for (const end of ends) end();
    turns.begin(of('ann'));
    expect(turns.size).toBe(2);
  });

  it('are half of all with one token, at however many addresses', () => {
    const turns = new DownloadTurns(16);
    const shared = (address: number) => ({ client: `192.0.2.${address % 4}`, token: 'shared' });
    const ends = Array.from({ length: 8 }, (_, address) => turns.begin(shared(address)));
    expect(errorCodeOf(() => turns.begin({ client: 'another', token: 'shared' }))).toBe('downloads_full');
    turns.begin(of('bob'));
    ends[0]!();
    turns.begin({ client: 'another', token: 'shared' });
    expect(turns.size).toBe(9);
  });

  it('are four with one token where there are few', () => {
    const turns = new DownloadTurns(4);
    for (const client of ['a', 'b', 'c', 'd']) turns.begin({ client, token: 'shared' });
    expect(turns.size).toBe(4);
  });

  it('can be forbidden', () => {
    expect(errorCodeOf(() => new DownloadTurns(0).assertOpen())).toBe('downloads_closed');
    new DownloadTurns(1).assertOpen();
  });
});
