import { describe, expect, it } from 'vitest';
import { DownloadTurns } from '../../src/downloads/index.js';
import { errorCodeOf } from '../packager/support/errors.js';

describe('downloads at once', () => {
  it('are as many as there may be, and one more when one has ended', () => {
    const turns = new DownloadTurns(2);
    const end = turns.begin('ann');
    turns.begin('bob');
    expect(errorCodeOf(() => turns.begin('cid'))).toBe('downloads_full');
    end();
    turns.begin('cid');
    expect(turns.size).toBe(2);
  });

  it('are four of one client, whose others leave room for other clients', () => {
    const turns = new DownloadTurns(100);
    const ends = [1, 2, 3, 4].map(() => turns.begin('ann'));
    expect(errorCodeOf(() => turns.begin('ann'))).toBe('downloads_full');
    turns.begin('bob');
    for (const end of ends) end();
    turns.begin('ann');
    expect(turns.size).toBe(2);
  });

  it('can be forbidden', () => {
    expect(errorCodeOf(() => new DownloadTurns(0).assertOpen())).toBe('downloads_closed');
    new DownloadTurns(1).assertOpen();
  });
});
