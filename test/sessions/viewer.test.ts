import { describe, expect, it } from 'vitest';
import type { PlaybackScope } from '../../src/access/tokens/scope.js';
import { viewerNames } from '../../src/sessions/viewer.js';

const film: PlaybackScope = { asset: 'film' as PlaybackScope['asset'], expiresAtSeconds: 1000 };

describe('the client behind a request', () => {
  const client = (address: string, viewer?: string) =>
    viewerNames({ ...film, ...(viewer !== undefined && { viewer }) }, address).client;

  it('is the viewer in the token, from any address', () => {
    expect(client('192.0.2.1', 'ann')).toBe(client('2001:db8::1', 'ann'));
    expect(client('192.0.2.1', 'ann')).not.toBe(client('192.0.2.1', 'ben'));
    expect(client('192.0.2.1', '192.0.2.1')).not.toBe(client('192.0.2.1'));
  });

  it('is the address if the token names no viewer', () => {
    expect(client('192.0.2.1')).toBe(client('::ffff:192.0.2.1'));
    expect(client('192.0.2.1')).not.toBe(client('192.0.2.2'));
  });

  it('is the /64 of an IPv6 address', () => {
    expect(client('2001:db8:1:2::1')).toBe(client('2001:db8:1:2:ffff:1:2:3'));
    expect(client('2001:db8:1:2::1')).not.toBe(client('2001:db8:1:3::1'));
  });

  it('is the same for all grants of a token: other assets, other expiry times', () => {
    const later = viewerNames({ ...film, expiresAtSeconds: 2000, maxHeight: 240 }, '192.0.2.1');
    expect(later.client).toBe(client('192.0.2.1'));
    expect(later.name).not.toBe(viewerNames(film, '192.0.2.1').name);
  });
});
