/** Against Cloudflare's API reference. */
import { describe, expect, it } from 'vitest';
import { surrogateKeyOf } from '../../../src/edges/surrogate-keys.js';
import { edgeOf, kinds } from '../support/each-kind.js';
import { edgeServer, json, type Reply } from '../support/edge-server.js';
import { failure, hard, patient, soft, targets } from '../support/purges.js';

async function refusal(reply: Reply) {
  const { url } = await edgeServer(reply);
  return failure(edgeOf('cloudflare', url).purge(hard(), patient));
}

describe('Cloudflare', () => {
  it.each(Object.values(targets))('receives the tag of: $kind', async (target) => {
    const { url, received } = await edgeServer(kinds.cloudflare.agreement);
    const answer = await edgeOf('cloudflare', url).purge(hard(target), patient);
    expect(answer).toStrictEqual({ detail: 'request cf5' });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: '/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/purge_cache',
      headers: { authorization: 'Bearer cloudflare-Bw83kSd9Qo', 'content-type': 'application/json' },
    });
    expect(JSON.parse(received[0]?.body ?? '')).toStrictEqual({ tags: [surrogateKeyOf(target)] });
  });

  it('says that a soft purge was a hard one', async () => {
    const { url } = await edgeServer(kinds.cloudflare.agreement);
    const { detail } = await edgeOf('cloudflare', url).purge(soft(), patient);
    expect(detail).toBe('it offers no soft purge, so it was a hard one; request cf5');
  });

  it('says why it refuses', async () => {
    const body = { success: false, errors: [{ code: 10000, message: 'Authentication error' }], result: null };
    expect((await refusal(json(body, 403))).message).toBe(
      'answered 403: the credentials do not allow it; it said: 10000 Authentication error',
    );
  });

  it('is not believed if a 2xx says that it failed', async () => {
    const error = await refusal(json({ success: false, errors: [], messages: [], result: null }));
    expect(error).toMatchObject({ isFinal: false, message: 'answered 200' });
  });
});
