import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { codeOf, startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const KEYS = ['films/one.mp4', 'films/no+such.mp4'];

let origin: TestOrigin;
afterEach(() => origin.stop());

async function start(env: Record<string, string> = { ONPLAY_HOOK_SECRET: SECRET }) {
  origin = await startTestOrigin({ masters: ['films/one.mp4'], env });
}

function notification(eventName: string, keys: readonly string[] = KEYS): string {
  return JSON.stringify({
    Records: keys.map((key) => ({ eventName, s3: { bucket: { name: 'films' }, object: { key } } })),
  });
}

function notify(body: string, secret = SECRET, at = new Date()) {
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
  };
  return fetch(`${origin.url}/hooks/s3`, { method: 'POST', headers, body });
}

async function stateOf(asset: string): Promise<string | undefined> {
  const list = (await (await origin.manage('/assets')).json()) as { assets: { id: string; state: string }[] };
  return list.assets.find(({ id }) => id === asset)?.state;
}

describe('POST /hooks/s3', () => {
  it('has a new object indexed before anyone asks for it, as often as it is delivered', async () => {
    await start();
    expect(await stateOf('films/one')).toBe('new');
    const body = notification('ObjectCreated:Put');
    for (const _ of [1, 2]) {
      const response = await notify(body);
      expect([response.status, await response.json()]).toEqual([202, { created: 4, removed: 0 }]);
    }
    await expect.poll(() => stateOf('films/one')).toBe('ready');
  });

  it('looks for what has gone', async () => {
    await start();
    await origin.manage('/assets/films/one');
    const response = await notify(notification('ObjectRemoved:Delete'));
    expect(await response.json()).toEqual({ created: 0, removed: 4 });
  });

  it.each([
    ['with another secret', SECRET.replace('B', 'C'), new Date(), 403, 'hook_forged'],
    ['from an hour ago', SECRET, new Date(Date.now() - 3_600_000), 403, 'hook_stale'],
  ])('refuses a message %s', async (_what, secret, at, status, code) => {
    await start();
    const response = await notify(notification('ObjectCreated:Put'), secret, at);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
    expect(await stateOf('films/one')).toBe('new');
  });

  it('refuses messages that are not signed, or are none of S3', async () => {
    await start();
    const unsigned = await fetch(`${origin.url}/hooks/s3`, { method: 'POST', body: '{}' });
    expect([unsigned.status, await codeOf(unsigned)]).toEqual([401, 'hook_unsigned']);
    const other = await notify('{"type":"invalidate","data":{"everything":true}}');
    expect([other.status, await codeOf(other)]).toEqual([400, 'hook_malformed']);
  });

  it('is closed without a secret', async () => {
    await start({});
    const response = await notify(notification('ObjectCreated:Put'));
    expect([response.status, await codeOf(response)]).toEqual([404, 'hooks_closed']);
  });
});
