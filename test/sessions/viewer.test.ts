import { describe, expect, it } from 'vitest';
import type { PlaybackScope } from '../../src/access/tokens/scope.js';
import { viewerNames } from '../../src/sessions/viewer.js';

const film: PlaybackScope = { asset: 'film' as PlaybackScope['asset'], expiresAtSeconds: 1000 };

describe('the client behind a request', () => {
  const owner = (address: string, viewer?: string) =>
    viewerNames({ ...film, ...(viewer !== undefined && { viewer }) }, address).owner;

  it('is whom the token names, wherever the request comes from', () => {
    expect(owner('192.0.2.1', 'ann')).toBe(owner('2001:db8::1', 'ann'));
    expect(owner('192.0.2.1', 'ann')).not.toBe(owner('192.0.2.1', 'ben'));
    expect(owner('192.0.2.1', '192.0.2.1')).not.toBe(owner('192.0.2.1'));
  });

  it('is the address where the token names nobody', () => {
    expect(owner('192.0.2.1')).toBe(owner('::ffff:192.0.2.1'));
    expect(owner('192.0.2.1')).not.toBe(owner('192.0.2.2'));
  });

  it('is the network of 64 bits of an IPv6 address', () => {
    expect(owner('2001:db8:1:2::1')).toBe(owner('2001:db8:1:2:ffff:1:2:3'));
    expect(owner('2001:db8:1:2::1')).not.toBe(owner('2001:db8:1:3::1'));
  });

  it('is one and the same whatever is made of a token: other grants, other assets, other times', () => {
    const later = viewerNames({ ...film, expiresAtSeconds: 2000, maxHeight: 240 }, '192.0.2.1');
    expect(later.owner).toBe(owner('192.0.2.1'));
    expect(later.name).not.toBe(viewerNames(film, '192.0.2.1').name);
  });
});
