/** An edge behind a hook. */
import { describe, expect, it } from 'vitest';
import { surrogateKeyOf } from '../../../src/edges/surrogate-keys.js';
import { edgeOf } from '../support/each-kind.js';
import { edgeServer } from '../support/edge-server.js';
import { FILM, hard, patient, soft, targets } from '../support/purges.js';

describe('a purge hook', () => {
  it('receives the purge in JSON, with key and path', async () => {
    const { url, received } = await edgeServer({ status: 202, body: 'whatever' });
    const answer = await edgeOf('http', url).purge(soft(targets.rendition), patient);
    expect(answer).toStrictEqual({ detail: 'answered 202' });
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: '/hooks/hookpath-Ui1oQ9zJ?why=purge',
      headers: { authorization: 'Bearer hooktoken-Nd7aW3eP', 'content-type': 'application/json' },
    });
    expect(JSON.parse(received[0]?.body ?? '')).toStrictEqual({
      target: { kind: 'rendition', asset: FILM, rendition: 'v720' },
      mode: 'soft',
      surrogateKey: surrogateKeyOf(targets.rendition),
      path: '/-/-/films/My%20holiday/',
    });
  });

  it('receives the path of all media when everything is purged', async () => {
    const { url, received } = await edgeServer({});
    await edgeOf('http', url).purge(hard(targets.everything), patient);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ path: '/-/', surrogateKey: 'onplay' });
  });

  it('is requested with the configured method and headers', async () => {
    const { url, received } = await edgeServer({});
    const headers = { 'Content-TYPE': 'application/vnd.purge+json', 'X-Purge': 'yes please' };
    await edgeOf('http', url, { method: 'PUT', headers }).purge(hard(), patient);
    expect(received[0]).toMatchObject({
      method: 'PUT',
      headers: { 'content-type': 'application/vnd.purge+json', 'x-purge': 'yes please' },
    });
  });

  it('may answer with megabytes', async () => {
    const { url } = await edgeServer({ body: 'x'.repeat(3_000_000) });
    expect(await edgeOf('http', url).purge(hard(), patient)).toStrictEqual({ detail: 'answered 200' });
  });
});
