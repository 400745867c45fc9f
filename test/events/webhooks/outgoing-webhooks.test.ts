/** Outgoing webhooks: signed, delivered in order, retried, and independent for each endpoint. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import {
  OutgoingWebhooks,
  type OutgoingWebhooksOptions,
} from '../../../src/events/webhooks/outgoing-webhooks.js';
import type { WebhookEvent } from '../../../src/events/webhooks/webhook-event.js';
import { type Received, status } from './receiver.js';
import {
  DELAY_OVER_MS,
  DELAYS_MS,
  indexed,
  nameIn,
  receiver,
  SECRET,
  started,
  startWebhooks,
} from './webhooks-under-test.js';

/** Short enough to wait for, and far longer than an endpoint on this machine takes to answer. */
const TIMEOUT_MS = 1500;

const ids = (received: readonly Received[]) => received.map(({ headers }) => headers['webhook-id']);
const names = (received: readonly Received[]) => received.map(({ body }) => nameIn(body));

describe('an event', () => {
  it('reaches every endpoint, with a signature that the library accepts', async () => {
    const [one, other] = [await receiver(), await receiver()];
    const { webhooks } = await startWebhooks([one.url, other.url]);
    webhooks.emit(indexed());
    await webhooks.idle();
    for (const { received } of [one, other]) {
      const [{ body, headers }] = received as [Received];
      expect(new Webhook(SECRET).verify(body, headers)).toEqual(indexed());
      expect(headers['webhook-id']).toMatch(/^msg_[0-9a-f]{32}$/);
    }
    expect(ids(one.received)).not.toEqual(ids(other.received));
    expect([webhooks.depth, webhooks.counts.delivered]).toEqual([0, 2]);
  });

  it('is sent in the order of the events while all attempts succeed', async () => {
    const { url, received } = await receiver();
    const { webhooks } = await startWebhooks([url]);
    const versions = Array.from({ length: 50 }, (_, index) => `${index}`);
    for (const version of versions) webhooks.emit(indexed(version));
    expect(webhooks.depth).toBe(50);
    await webhooks.idle();
    expect(names(received)).toEqual(versions);
  });

  it('is sent once to an endpoint configured twice', async () => {
    const { url, received } = await receiver();
    const { webhooks } = await startWebhooks([url, `${url}#again`]);
    webhooks.emit(indexed());
    await webhooks.idle();
    expect(received).toHaveLength(1);
  });

  it('is not sent before begin', async () => {
    const { url, received } = await receiver();
    const { webhooks } = await startWebhooks([url], { begun: false });
    webhooks.emit(indexed());
    await webhooks.idle();
    expect([received.length, webhooks.depth]).toEqual([0, 1]);
    await webhooks.begin();
    await webhooks.idle();
    expect([received.length, webhooks.depth]).toEqual([1, 0]);
  });

  it('that is too large for a webhook is logged, counted and not sent', async () => {
    const { url, received } = await receiver();
    const { webhooks, log } = await startWebhooks([url]);
    webhooks.emit(indexed('x'.repeat(20_000)));
    webhooks.emit(indexed('y'.repeat(19_000)));
    await webhooks.idle();
    expect([received.length, webhooks.counts.dropped]).toEqual([1, 1]);
    expect(log).toContainEqual(
      expect.objectContaining({ event: 'asset.indexed', bytes: expect.any(Number) }),
    );
  });

  it('that cannot be serialized throws nothing', async () => {
    const { url, received } = await receiver();
    const { webhooks, log } = await startWebhooks([url]);
    const circular: Record<string, unknown> = {};
    circular['itself'] = circular;
    webhooks.emit({ ...indexed(), data: circular } as unknown as WebhookEvent);
    await webhooks.idle();
    expect(received).toHaveLength(0);
    expect(log).toContainEqual(expect.objectContaining({ msg: 'an event could not be queued' }));
  });

  it('after close is logged and dropped', async () => {
    const { url, received } = await receiver();
    const { webhooks } = await startWebhooks([url]);
    await webhooks.close();
    webhooks.emit(indexed());
    await webhooks.idle();
    expect([received.length, webhooks.counts.dropped]).toEqual([0, 1]);
  });

  it('is ignored without endpoints', async () => {
    const { webhooks } = await startWebhooks([]);
    webhooks.emit(indexed());
    await webhooks.close();
    webhooks.emit(indexed());
    expect([webhooks.depth, webhooks.counts.dropped]).toEqual([0, 0]);
  });
});

describe('a message that was not accepted', () => {
  it('is sent again with the same id, signed anew with the time of each attempt', async () => {
    const { url, received } = await receiver((response, index) =>
      response.writeHead(index < 2 ? 500 : 200).end(),
    );
    const { webhooks, later } = await startWebhooks([url]);
    webhooks.emit(indexed());
    await later();
    await later();
    expect(received).toHaveLength(3);
    expect(new Set(ids(received)).size).toBe(1);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    const timestamps = received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(timestamps[2]! - timestamps[0]!).toBeGreaterThanOrEqual(2);
    for (const { body, headers } of received)
      expect(new Webhook(SECRET).verify(body, headers)).toEqual(indexed());
    expect(webhooks.counts).toEqual({ delivered: 1, failedAttempts: 2, givenUp: 0, dropped: 0 });
  });

  it('is not sent again before it is due', async () => {
    const { url, received } = await receiver(status(500));
    const { webhooks, clock, later } = await startWebhooks([url]);
    webhooks.emit(indexed());
    await later(799);
    expect([received.length, webhooks.depth]).toEqual([1, 1]);
    expect(clock.nextMs).toBeLessThanOrEqual(402);
  });

  it('is given up after the last attempt, and its file is removed', async () => {
    const { url, received } = await receiver(status(500));
    const { webhooks, later, files, log } = await startWebhooks([url]);
    webhooks.emit(indexed());
    for (let attempt = 0; attempt < DELAYS_MS.length + 3; attempt++) await later();
    expect(received).toHaveLength(DELAYS_MS.length + 1);
    expect([webhooks.depth, webhooks.counts.givenUp, await files()]).toEqual([0, 1, []]);
    expect(log).toContainEqual(
      expect.objectContaining({ msg: 'webhook given up', status: 500, attempts: 4 }),
    );
  });

  it('does not block those behind it', async () => {
    const { url, received } = await receiver((response, _, { body }) => {
      response.writeHead(nameIn(body) === 'bad' ? 400 : 204).end();
    });
    const { webhooks } = await startWebhooks([url]);
    for (const version of ['bad', 'good', 'better']) webhooks.emit(indexed(version));
    await webhooks.idle();
    expect([names(received), webhooks.depth]).toEqual([['bad', 'good', 'better'], 1]);
  });

  it.each([300, 301, 302, 307, 308])('includes one that was answered with the redirect %i', async (code) => {
    const elsewhere = await receiver();
    const { url, received } = await receiver(status(code, { location: elsewhere.url }));
    const { webhooks } = await startWebhooks([url]);
    webhooks.emit(indexed());
    await webhooks.idle();
    expect([received.length, elsewhere.received.length, webhooks.counts.failedAttempts]).toEqual([1, 0, 1]);
  });

  it('includes one whose connection was refused', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    const { webhooks, log } = await startWebhooks([`http://127.0.0.1:${port}/`]);
    webhooks.emit(indexed());
    await webhooks.idle();
    expect(webhooks.counts.failedAttempts).toBe(1);
    expect(log).toContainEqual(expect.objectContaining({ reason: 'ECONNREFUSED' }));
  });

  it('includes one that was not answered in time', async () => {
    const { url } = await receiver((response, index) => {
      if (index > 0) response.writeHead(204).end();
    });
    const { webhooks, log, later } = await startWebhooks([url], { timeoutMs: TIMEOUT_MS });
    webhooks.emit(indexed());
    await webhooks.idle();
    expect(log).toContainEqual(expect.objectContaining({ reason: 'timeout' }));
    await later();
    expect(webhooks.counts.delivered).toBe(1);
  });
});

describe('an endpoint', () => {
  it('that does not answer delays no other', async () => {
    const silent = await receiver(() => undefined);
    const { url, received, count } = await receiver();
    const { webhooks } = await startWebhooks([silent.url, url]);
    for (const version of ['one', 'two', 'three']) webhooks.emit(indexed(version));
    await count(3);
    expect(names(received)).toEqual(['one', 'two', 'three']);
    await silent.count(1);
    expect(silent.received).toHaveLength(1);
  });

  it('gets one request at a time', async () => {
    let [now, most] = [0, 0];
    const { url, received } = await receiver((response) => {
      most = Math.max(most, ++now);
      setImmediate(() => {
        now--;
        response.writeHead(204).end();
      });
    });
    const { webhooks } = await startWebhooks([url]);
    for (let index = 0; index < 20; index++) webhooks.emit(indexed());
    await webhooks.idle();
    expect([received.length, most]).toEqual([20, 1]);
  });

  it.each([429, 503])('that answers %i with Retry-After gets nothing until then', async (code) => {
    const { url, received } = await receiver((response, index) => {
      response.writeHead(index === 0 ? code : 204, { 'retry-after': '60' }).end();
    });
    const { webhooks, later } = await startWebhooks([url]);
    webhooks.emit(indexed('one'));
    webhooks.emit(indexed('two'));
    await later(59_999);
    expect([received.length, webhooks.depth]).toEqual([1, 2]);
    await later(1);
    expect(names(received)).toEqual(['one', 'two', 'one']);
    expect(webhooks.depth).toBe(0);
  });

  it('that asks for more than an hour gets a retry after one', async () => {
    const { url, received } = await receiver(status(503, { 'retry-after': '999999' }));
    const { webhooks, later, clock } = await startWebhooks([url]);
    webhooks.emit(indexed());
    await webhooks.idle();
    expect(clock.nextMs).toBe(60 * 60 * 1000);
    await later(60 * 60 * 1000);
    expect(received).toHaveLength(2);
  });

  it('that is gone gets nothing more, and nothing is stored for it', async () => {
    const gone = await receiver(status(410));
    const { url, received } = await receiver();
    const { webhooks, files, log } = await startWebhooks([gone.url, url]);
    for (const version of ['one', 'two']) webhooks.emit(indexed(version));
    await webhooks.idle();
    webhooks.emit(indexed('three'));
    await webhooks.idle();
    expect([names(gone.received), names(received)]).toEqual([['one'], ['one', 'two', 'three']]);
    expect([webhooks.depth, webhooks.counts.givenUp, await files()]).toEqual([0, 2, []]);
    expect(log).toContainEqual(expect.objectContaining({ status: 410, givenUp: 2 }));
  });

  it('that answers with an endless body has accepted the message', async () => {
    const { url } = await receiver((response) => {
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    });
    const { webhooks } = await startWebhooks([url]);
    webhooks.emit(indexed('one'));
    webhooks.emit(indexed('two'));
    await webhooks.idle();
    expect(webhooks.counts.delivered).toBe(2);
  });

  it('that breaks off the body of its 2xx has accepted the message', async () => {
    const { url } = await receiver((response) => {
      response.writeHead(200).write('{"', () => response.socket?.destroy());
    });
    const { webhooks } = await startWebhooks([url]);
    webhooks.emit(indexed());
    await webhooks.idle();
    expect([webhooks.counts.delivered, webhooks.counts.failedAttempts]).toEqual([1, 0]);
  });

  it('that closes the connection without a response has not accepted the message', async () => {
    const { url } = await receiver((response) => response.socket?.destroy());
    const { webhooks } = await startWebhooks([url]);
    webhooks.emit(indexed());
    await webhooks.idle();
    expect(webhooks.counts.failedAttempts).toBe(1);
  });
});

describe('too many messages', () => {
  it('drop those of playback first, oldest first', async () => {
    const { url, received, count } = await receiver((response, index) => {
      // The first is in progress until all others are queued.
      if (index > 0) response.writeHead(204).end();
    });
    const { webhooks, log, files, later } = await startWebhooks([url], {
      maxWaiting: 4,
      timeoutMs: TIMEOUT_MS,
    });
    webhooks.emit(indexed('in progress'));
    await count(1);
    for (const session of ['a', 'b', 'c']) webhooks.emit(started(session));
    for (const version of ['A', 'B']) webhooks.emit(indexed(version));
    webhooks.emit(started('d'));
    expect([webhooks.depth, webhooks.counts.dropped]).toEqual([4, 3]);
    await later();
    expect(names(received)).toEqual(['in progress', 'A', 'B', 'd', 'in progress']);
    expect(log.filter(({ dropped }) => dropped !== undefined)).toHaveLength(1);
    expect(await files()).toEqual([]);
  });

  it('for one endpoint take no capacity from another', async () => {
    const [down, up] = [await receiver(status(500)), await receiver()];
    const { webhooks } = await startWebhooks([down.url, up.url], { maxWaiting: 4 });
    for (const version of ['A', 'B', 'C', 'D']) {
      webhooks.emit(indexed(version));
      await webhooks.idle();
    }
    expect(names(up.received)).toEqual(['A', 'B', 'C', 'D']);
    expect([webhooks.depth, webhooks.counts.dropped]).toEqual([2, 2]);
  });
});

describe('the log', () => {
  it('says what was sent where, without secrets', async () => {
    const { url } = await receiver((response, index) => response.writeHead(index === 0 ? 500 : 204).end());
    const origin = new URL(url).origin;
    const { webhooks, log, later } = await startWebhooks([`${origin}/hook/path-secret?key=query-secret`]);
    webhooks.emit(indexed());
    await later();
    const fields = { endpoint: origin, event: 'asset.indexed', id: expect.stringMatching(/^msg_/) };
    expect(log).toContainEqual(expect.objectContaining({ ...fields, status: 500 }));
    expect(log).toContainEqual(expect.objectContaining({ ...fields, status: 204 }));
    const text = JSON.stringify(log);
    for (const secret of ['path-secret', 'query-secret', SECRET, SECRET.slice(6), 'opening night']) {
      expect(text).not.toContain(secret);
    }
  });

  it('warns once about a failing endpoint, however many messages there are', async () => {
    const { url } = await receiver(status(500));
    const { webhooks, log } = await startWebhooks([url]);
    for (let index = 0; index < 20; index++) webhooks.emit(indexed());
    await webhooks.idle();
    expect([webhooks.counts.failedAttempts, log.filter(({ level }) => level >= 40).length]).toEqual([20, 1]);
  });
});

describe('close', () => {
  it('aborts attempts in progress after the grace period', async () => {
    const { url, count } = await receiver(() => undefined);
    const { webhooks, files } = await startWebhooks([url], { graceMs: 20 });
    webhooks.emit(indexed());
    await count(1);
    await webhooks.close();
    expect([webhooks.counts.failedAttempts, webhooks.depth, (await files()).length]).toEqual([0, 1, 1]);
  });

  it('waits for a prompt response', async () => {
    let answer = () => undefined as unknown;
    const { url, count } = await receiver((response) => {
      answer = () => response.writeHead(204).end();
    });
    const { webhooks, files } = await startWebhooks([url], { graceMs: 10_000 });
    webhooks.emit(indexed());
    webhooks.emit(indexed());
    await count(1);
    const closing = webhooks.close();
    answer();
    await closing;
    expect([webhooks.counts.delivered, (await files()).length]).toEqual([1, 1]);
  });

  it('ends all attempts', async () => {
    const { url, received } = await receiver(status(500));
    const { webhooks, clock } = await startWebhooks([url]);
    webhooks.emit(indexed());
    await webhooks.idle();
    await webhooks.close();
    expect(clock.nextMs).toBeUndefined();
    clock.advance(DELAY_OVER_MS);
    await webhooks.idle();
    expect(received).toHaveLength(1);
  });
});

describe('a configuration', () => {
  const make = (options: Partial<OutgoingWebhooksOptions>) => () =>
    new OutgoingWebhooks({ folder: '/nowhere', endpoints: [], secret: SECRET, log: pino(), ...options });
  const refused = expect.objectContaining({
    code: 'config_invalid',
    message: expect.not.stringContaining('hidden'),
  });

  it.each(['', 'example.com', 'ftp://hidden/', 'file:///hidden', 'https://user:hidden@example.com/'])(
    'cannot name the endpoint %j, and the refusal does not repeat it',
    (url) => {
      expect(make({ endpoints: [{ url }] })).toThrow(refused);
    },
  );

  it('needs a well-formed secret', () => {
    expect(make({ secret: 'whsec_hidden' })).toThrow(refused);
  });
});
