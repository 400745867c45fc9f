import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadJwks } from '../../../src/access/tokens/jwks-location.js';

async function loadFrom(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    return await loadJwks(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('the location of a JWKS', () => {
  it('can be a URL', async () => {
    expect(await loadFrom((_, response) => response.end('{"keys":[]}'))).toBe('{"keys":[]}');
  });

  it('can be a file', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'onplay-jwks-'));
    try {
      await writeFile(path.join(folder, 'keys.json'), '{"keys":[]}');
      expect(await loadJwks(path.join(folder, 'keys.json'))).toBe('{"keys":[]}');
      await writeFile(path.join(folder, 'keys.json'), ' '.repeat(300_000));
      await expect(loadJwks(path.join(folder, 'keys.json'))).rejects.toThrow('too large');
      await expect(loadJwks(path.join(folder, 'missing.json'))).rejects.toThrow('ENOENT');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('must not redirect', async () => {
    await expect(
      loadFrom((_, response) => response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end()),
    ).rejects.toThrow();
  });

  it('has to answer with a 2xx', async () => {
    await expect(loadFrom((_, response) => response.writeHead(500).end('{"keys":[]}'))).rejects.toThrow(
      '500',
    );
  });

  it('must not send an endless body', async () => {
    await expect(
      loadFrom((_, response) => {
        const more = () => {
          while (!response.destroyed && response.write(' '.repeat(65_536)));
          response.once('drain', more);
        };
        more();
      }),
    ).rejects.toThrow('too large');
  });
});
