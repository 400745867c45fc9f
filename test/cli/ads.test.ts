import { afterEach, describe, expect, it } from 'vitest';
import { adBench, sendsDocument } from '../ads/support/ad-bench.js';
import { breakOfAds, breakOfUrl, inline, vmap } from '../ads/support/documents.js';
import { cliInFolder } from './support/run-cli.js';

const cli = cliInFolder();
const bench = adBench();
afterEach(() => bench.close());

const env = {
  ONPLAY_AD_SERVERS: '127.0.0.1',
  ONPLAY_AD_PRIVATE_ADDRESSES: 'on',
  ONPLAY_AD_TIMEOUT_MS: '10000',
};

describe('onplay ads', () => {
  it('prints the breaks of an ad tag, and what is missing in them', async () => {
    const document = vmap(
      breakOfAds('start', inline('Soap')),
      breakOfUrl('50%', 'http://elsewhere.example/'),
    );
    const { url } = await bench.server(sendsDocument(document));
    const { code, stdout, stderr } = await cli.run(['ads', url], env);
    expect([code, stderr]).toStrictEqual([0, '']);
    expect(stdout.replace(/in \d+ of/, 'in N of')).toBe(`2 breaks, in N of at most 10000 ms

start (b1)
  1. Soap, 15 s
     video/mp4, 1280x720, 2000 kbit/s: https://cdn.example/ad.mp4
     tracking: impression
  tracking: breakStart

50%
  no ads

Missing:
  ad_server_refused, its host is not in ONPLAY_AD_SERVERS
`);
  });

  it('prints all of it as JSON', async () => {
    const { url } = await bench.server(sendsDocument(vmap(breakOfAds('00:01:00', inline('Soap')))));
    const { stdout } = await cli.run(['ads', url, '--json'], env);
    expect(JSON.parse(stdout)).toMatchObject({
      tookMs: expect.any(Number),
      breaks: [{ at: { kind: 'time', ms: 60_000 }, ads: [{ title: 'Soap' }] }],
      problems: [],
    });
  });

  it('asks no server that the settings do not name', async () => {
    const server = await bench.server(sendsDocument('<VAST/>'));
    const { stdout } = await cli.run(['ads', server.url]);
    expect(stdout).toContain('ad_server_refused');
    expect(server.requests).toHaveLength(0);
  });
});
