/** Against Fastly's API reference. */
import { describe, expect, it } from 'vitest';
import { surrogateKeyOf } from '../../../src/edges/surrogate-keys.js';
import { edgeOf, kinds } from '../support/each-kind.js';
import { edgeServer } from '../support/edge-server.js';
import { hard, patient, soft, targets } from '../support/purges.js';

const agreement = kinds.fastly.agreement;

describe('Fastly', () => {
  it.each(Object.values(targets))('receives the key of: $kind', async (target) => {
    const { url, received } = await edgeServer(agreement);
    expect(await edgeOf('fastly', url).purge(hard(target), patient)).toStrictEqual({
      detail: 'purge 108-1391560174-974124',
    });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: `/service/SU1Z0isxPaozGVKXdv0eY/purge/${surrogateKeyOf(target)}`,
      headers: { 'fastly-key': 'fastly-Zt51xYm0Ur', accept: 'application/json' },
      body: '',
    });
    expect(received[0]?.headers).not.toHaveProperty('fastly-soft-purge');
  });

  it('keeps what else the service caches when everything is purged', async () => {
    const { url, received } = await edgeServer(agreement);
    await edgeOf('fastly', url).purge(hard(targets.everything), patient);
    expect(received[0]?.url).toMatch(/\/purge\/onplay$/);
  });

  it('gets a header for a soft purge', async () => {
    const { url, received } = await edgeServer(agreement);
    await edgeOf('fastly', url).purge(soft(), patient);
    expect(received[0]?.headers['fastly-soft-purge']).toBe('1');
  });

  it('is requested below a configured address', async () => {
    const { url, received } = await edgeServer(agreement);
    await edgeOf('fastly', `${url}/gateway/`).purge(hard(), patient);
    expect(received[0]?.url).toMatch(/^\/gateway\/service\//);
  });
});
