/** Grants for a network and for sites: whom they let in, and whom not. */
import { describe, expect, test } from 'vitest';
import { freshMedia } from './media.js';
import { refused } from './refusal.js';
import type { Stage } from './stage.js';

const LOCAL_NETWORKS = [
  '127.0.0.1',
  '127.0.0.1/32',
  '127.0.0.0/31',
  '127.0.0.0/8',
  '126.0.0.0/7',
  '0.0.0.0/0',
  '::ffff:127.0.0.1',
  '::FFFF:7f00:1/128',
  '::ffff:127.0.0.0/104',
  '::ffff:0:0/96',
];
const OTHER_NETWORKS = [
  '127.0.0.2',
  '127.0.0.2/31',
  '128.0.0.0/1',
  '126.0.0.0/8',
  '0.0.0.0',
  '::1',
  '::/0',
  '::ffff:0:0/95',
  '::ffff:127.0.0.1/95',
  '255.255.255.255',
  '64:ff9b::7f00:1',
  '64:ff9b::/96',
  '::127.0.0.1',
  '2001:db8::/32',
];

export function ruleCases(stage: Stage): void {
  describe('a grant for a network', () => {
    test.each(LOCAL_NETWORKS)('%s lets in a client at 127.0.0.1', async (i) => {
      expect((await stage.ask(freshMedia(), { grant: { i } })).status).toBe(200);
    });

    test.each(OTHER_NETWORKS)('%s does not', async (i) => {
      const media = freshMedia();
      expect(await refused(stage, media, stage.grant(media, { i }))).toBe('grant_wrong_ip');
      const claimed = { 'X-Forwarded-For': i.replace(/\/.*/, ''), 'X-Real-IP': i };
      expect(await refused(stage, media, stage.grant(media, { i }), claimed)).toBe('grant_wrong_ip');
    });
  });

  describe('a grant for sites', () => {
    const r = ['player.example', '*.Wide.example'];

    test.each([
      { Referer: 'https://player.example/watch?v=1' },
      { Referer: 'http://PLAYER.example.:8080' },
      { Referer: 'https://player.example#x', Origin: 'https://evil.example' },
      { Origin: 'https://player.example' },
      { Referer: 'https://a.b.wide.EXAMPLE/' },
    ])('lets in %j', async (headers) => {
      expect((await stage.ask(freshMedia(), { grant: { r }, headers })).status).toBe(200);
    });

    test.each<Record<string, string>>([
      {},
      { Origin: 'null' },
      { Referer: '', Origin: 'https://player.example' },
      { Referer: 'https://evil.example/', Origin: 'https://player.example' },
      { Referer: 'https://wide.example/' },
      { Referer: 'https://.wide.example/' },
      { Referer: 'https://notplayer.example/' },
      { Referer: 'https://xwide.example/' },
      { Referer: 'https://player.example.evil/' },
      { Referer: 'https://player.example@evil.example/' },
      { Referer: 'https://evil.example/https://player.example/' },
      { Referer: 'ftp://player.example/' },
      { Referer: 'player.example' },
      { Referer: 'https://*.wide.example/' },
      { Referer: 'https:///player.example' },
      { Referer: `https://player.example/${'x'.repeat(8192)}` },
    ])('does not let in %j', async (headers) => {
      const media = freshMedia();
      expect(await refused(stage, media, stage.grant(media, { r }), headers)).toBe('grant_wrong_referrer');
    });
  });
}
