import { describe, expect, it } from 'vitest';
import type { PlaybackScope } from '../../src/access/tokens/scope.js';
import { viewerNames } from '../../src/sessions/viewer.js';
import { tenantOfClient } from '../../src/shared/scheduler/client-name.js';

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

  it('is another one of another tenant, with the same name or at the same address', () => {
    const of = (tenant: string, viewer?: string) =>
      viewerNames({ ...film, tenant, ...(viewer !== undefined && { viewer }) }, '192.0.2.1');
    expect(of('acme', 'ann').client).toBe(of('acme', 'ann').client);
    const clients = [of('acme', 'ann'), of('globex', 'ann'), of('acme'), of('globex')].map(
      ({ client }) => client,
    );
    expect(new Set([...clients, client('192.0.2.1', 'ann'), client('192.0.2.1')]).size).toBe(6);
    expect(clients.map(tenantOfClient)).toEqual(['acme', 'globex', 'acme', 'globex']);
    expect([of('acme', 'ann').tenant, viewerNames(film, '192.0.2.1').tenant]).toEqual(['acme', undefined]);
  });

  it('has no tenant by what its viewer is called', () => {
    for (const viewer of ['acme/ann', 'tenant acme', '\u2028acme', ''])
      expect(tenantOfClient(client('192.0.2.1', viewer))).toBe('');
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
