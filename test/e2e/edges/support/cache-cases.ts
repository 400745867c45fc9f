/** One copy for all viewers: what is cached, under which key, for how long, and which requests it answers. */
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { EdgeFixture } from './edge-fixture.js';
import { eventually } from './eventually.js';
import type { GrantMembers } from './grants.js';
import { freshMedia } from './media.js';

export function cacheCases(fixture: EdgeFixture): void {
  describe('a copy', () => {
    it('is shared by all grants without limits, whatever their query', async () => {
      const media = freshMedia();
      const grants: GrantMembers[] = [
        {},
        { v: 'anna' },
        { v: 'ben', t: 'AbCdEfGhIjKlMnOp' },
        { v: 'ben', n: 'acme' },
        { n: 'globex' },
        { i: '127.0.0.1' },
        { e: 9_999_999_999 },
      ];
      for (const grant of grants)
        await fixture.ask(media, { grant, query: `?CMCD=ot%3Dv%2Csid%3D%22${grant.v}%22` });
      expect(fixture.origin.requestsFor(media.name).map(({ target }) => target)).toEqual([
        expect.stringMatching(/\?CMCD=ot%3Dv%2Csid%3D%22undefined%22$/),
      ]);
    });

    it('is separate for each pair of limits, since the origin decides by them', async () => {
      const media = freshMedia();
      const limits: GrantMembers[] = [
        {},
        { h: 720 },
        { b: 720 },
        { h: 720, b: 1 },
        { h: 1, b: 720 },
        { h: 7, b: 201 },
        { h: 72, b: 1 },
      ];
      for (const times of ['first', 'again'])
        for (const grant of limits)
          expect([times, (await fixture.ask(media, { grant })).status]).toEqual([times, 200]);
      expect(fixture.origin.count(media.name)).toBe(limits.length);
    });

    it('is shared with clips that have the whole of the segment', async () => {
      // Keys of test media begin with 012345.
      for (const file of ['7.m4s', '9.m4s', 'init.mp4']) {
        const media = freshMedia(file);
        for (const grant of [{}, { c: '012345;100-700;7-10' }, { c: '012345;0-9000;0-99', v: 'anna' }])
          expect((await fixture.ask(media, { grant })).status).toBe(200);
        expect([file, fixture.origin.count(media.name)]).toEqual([file, 1]);
      }
    });

    it('is not served to clips that do not have it, since the origin decides by them', async () => {
      const cases: [c: string, file: string, rendition: string][] = [
        ...['6.m4s', '10.m4s', '70.m4s', '0.m4s'].map((file): [string, string, string] => [
          '012345;100-700;7-10',
          file,
          'v720',
        ]),
        // Another version, a segment that is cut, frames for trick play, which have numbers of their own, text, images and playlists.
        ['012345;100-700;7-10', '7.m4s', 'v720-trick'],
        ['012346;100-700;7-10', '7.m4s', 'v720'],
        ['012346;100-700;7-10', 'init.mp4', 'v720'],
        ['012345;100-700;0-10', '0.m4s', 'v720-x9000-9100'],
        ['012345;100-700;7-10', '7.vtt', 't1'],
        ['012345;100-700;7-10', '7.jpg', 'i640-frame-jpg'],
        ['012345;100-700;7-10', 'media.m3u8', 'v720'],
        ['012345;100-700;0-0', '0.m4s', 'a1-128k'],
      ];
      for (const [c, file, rendition] of cases) {
        const media = freshMedia(file, rendition);
        await fixture.ask(media);
        for (const _ of ['first', 'again']) await fixture.ask(media, { grant: { c } });
        expect([c, media.name, fixture.origin.count(media.name)]).toEqual([c, media.name, 2]);
      }
    });

    it('is served to no grant with a clip of another form', async () => {
      for (const c of [
        '012345;100-700',
        '012345;100-700;7-10;1',
        '012345;a-700;7-10',
        'x;100-700;7-10',
        '',
      ]) {
        const { status } = await fixture.ask(freshMedia(), { grant: { c } });
        expect([c, status]).toEqual([c, 403]);
      }
    });

    /** Keys of test media begin with 012345. By default its segments 0, 2 to 5, and 6 have no mark. */
    const marked = (id: string, unmarked = 'vg') => `012345;${id.repeat(12)};${unmarked};bWFya3M`;

    it('of a segment without a mark, of audio and of text is shared with sessions that have marks', async () => {
      for (const [file, rendition] of [
        ['0.m4s', 'v720'],
        ['2.m4s', 'v720'],
        ['5.m4s', 'v720'],
        ['6.m4s', 'v720'],
        ['init.mp4', 'v720'],
        ['2.m4s', 'v720-b3'],
        ['2.m4s', 'v720-bf01234567'],
        ['1.m4s', 'a1-128k'],
        ['media.m3u8', 'a1-128k'],
        ['1.vtt', 't1'],
      ] as const) {
        const media = freshMedia(file, rendition);
        for (const grant of [{}, { o: marked('a') }, { o: marked('b'), v: 'anna' }])
          expect((await fixture.ask(media, { grant })).status).toBe(200);
        expect([media.name, fixture.origin.count(media.name)]).toEqual([media.name, 1]);
      }
    });

    it('of anything else is not served to them, nor to those with other marks, since the origin decides by them', async () => {
      for (const [file, rendition, unmarked] of [
        ['1.m4s', 'v720', 'vg'],
        ['7.m4s', 'v720', 'vg'],
        ['12.m4s', 'v720', 'vg'],
        ['9999999.m4s', 'v720', '_'.repeat(800)],
        ['0.m4s', 'v720', ''],
        ['media.m3u8', 'v720', '__'],
        ['0.m4s', 'v720-maaaaaaaaaaaa', '__'],
        ['media.m3u8', 'v720-maaaaaaaaaaaa', '__'],
        ['init.mp4', 'v720-maaaaaaaaaaaa', '__'],
        ['1.m4s', 'v720-b3', 'vg'],
        ['0.m4s', 'v720-b3-maaaaaaaaaaaa', '__'],
        ['0.m4s', 'v720-b3-x0-99', '__'],
        ['0.m4s', 'v720-x0-99', '__'],
        ['0.m4s', 'v360-trick', '__'],
        ['init.mp4', 'v360-trick', '__'],
        ['0.jpg', 'i640-frame-jpg', '__'],
        ['media.m3u8', 'i320-sheet-jpg', '__'],
      ] as const) {
        const media = freshMedia(file, rendition);
        await fixture.ask(media);
        for (const id of ['a', 'b', 'a', 'b'])
          await fixture.ask(media, { grant: { o: marked(id, unmarked) } });
        expect([media.name, fixture.origin.count(media.name)]).toEqual([media.name, 3]);
      }
      // Of another version.
      const media = freshMedia('0.m4s');
      await fixture.ask(media);
      await fixture.ask(media, { grant: { o: marked('a').replace('012345', '012346') } });
      expect(fixture.origin.count(media.name)).toBe(2);
    });

    it('of each segment is shared exactly as the digits of a grant say', async () => {
      const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const asked: string[] = [];
      for (const [value, digit] of [...digits].entries())
        for (let bit = 0; bit < 6; bit++) {
          const media = freshMedia(`${bit}.m4s`);
          await fixture.ask(media, { grant: { o: marked('a', digit) } });
          await fixture.ask(media);
          const isShared = ((value >> (5 - bit)) & 1) === 1;
          if (fixture.origin.count(media.name) !== (isShared ? 1 : 2)) asked.push(`${digit} ${bit}`);
        }
      expect(asked).toEqual([]);
    });

    it('is served to no grant with marks of another form', async () => {
      for (const o of [
        '012345;aaaaaaaaaaaa;vg',
        '012345;aaaaaaaaaaaa;vg;',
        '012345;aaaaaaaaaaaa;v+;bWFya3M',
        '01234;aaaaaaaaaaaa;vg;bWFya3M',
        '012345;aaaaaaaaaaa;vg;bWFya3M',
        `012345;aaaaaaaaaaaa;${'_'.repeat(801)};bWFya3M`,
        `012345;aaaaaaaaaaaa;vg;${'b'.repeat(1401)}`,
        '012345;aaaaaaaaaaaa;vg;bWFya3M;',
        '',
      ]) {
        const { status } = await fixture.ask(freshMedia('0.m4s'), { grant: { o } });
        expect([o, status]).toEqual([o, 403]);
      }
    });

    it('of a segment with a hidden mark is shared by those who have its name and a code, and so is an init segment', async () => {
      for (const [file, rendition, count] of [
        ['3.m4s', `v720-w${'0a'.repeat(8)}`, 2],
        ['init.mp4', 'v720', 2],
        ['1.m4s', 'a1-128k', 1],
        ['1.vtt', 't1', 1],
      ] as const) {
        const media = freshMedia(file, rendition);
        for (const grant of [{}, { w: '0000002a' }, { w: 'ffffffff', v: 'anna' }, {}])
          expect((await fixture.ask(media, { grant })).status).toBe(200);
        expect([media.name, fixture.origin.count(media.name)]).toEqual([media.name, count]);
      }
    });

    it('of anything else is not served to them, nor to those with another code', async () => {
      for (const [file, rendition] of [
        ['3.m4s', 'v720'],
        ['media.m3u8', 'v720'],
        ['media.m3u8', `v720-w${'0a'.repeat(8)}`],
        ['init.mp4', `v720-w${'0a'.repeat(8)}`],
        ['3.m4s', `v720-w${'0a'.repeat(7)}`],
        ['3.m4s', 'v720-b3'],
        ['0.m4s', 'v720-x0-99'],
        ['0.m4s', 'v360-trick'],
        ['0.jpg', 'i640-frame-jpg'],
      ] as const) {
        const media = freshMedia(file, rendition);
        for (const grant of [{}, { w: '0000002a' }, { w: '0000002b' }, { w: '0000002a' }, {}])
          await fixture.ask(media, { grant });
        expect([media.name, fixture.origin.count(media.name)]).toEqual([media.name, 3]);
      }
    });

    it('is served to no grant with a code of another form', async () => {
      for (const w of ['', '2a', '0000002A', '0000002a0', 'zzzzzzzz']) {
        const { status } = await fixture.ask(freshMedia('0.m4s'), { grant: { w } });
        expect([w, status]).toEqual([w, 403]);
      }
    });

    it('is never served for another file, rendition or asset', async () => {
      const one = freshMedia();
      const others = [
        one.name.replace('7.m4s', '8.m4s'),
        one.name.replace('v720', 'v480'),
        one.name.replace('/v720', 'x/v720'),
      ];
      await fixture.ask(one);
      for (const name of others) {
        const asset = name.split('/').slice(0, -2).join('/');
        expect((await fixture.ask({ ...one, asset, name })).body.toString()).toBe(`the bytes of ${name}`);
      }
    });

    it('answers HEAD, and is created by it', async () => {
      const media = freshMedia();
      for (const _ of ['first', 'again']) {
        const { status, headers, body } = await fixture.ask(media, { method: 'HEAD' });
        expect([status, headers.get('content-length'), body.length]).toEqual([
          200,
          String(`the bytes of ${media.name}`.length),
          0,
        ]);
      }
      expect((await fixture.ask(media)).body.toString()).toBe(`the bytes of ${media.name}`);
      expect(fixture.origin.requestsFor(media.name).map(({ method }) => method)).toEqual(['GET']);
    });

    it('answers every range, and is fetched whole for the first', async () => {
      const media = freshMedia();
      const whole = `the bytes of ${media.name}`;
      for (const [Range, expected] of [
        ['bytes=4-8', whole.slice(4, 9)],
        ['bytes=4-', whole.slice(4)],
        ['bytes=-3', whole.slice(-3)],
      ] as const) {
        const { status, headers, body } = await fixture.ask(media, { headers: { Range } });
        expect([status, body.toString()]).toEqual([206, expected]);
        expect(headers.get('content-range')).toMatch(new RegExp(`^bytes \\d+-\\d+/${whole.length}$`));
      }
      expect((await fixture.ask(media, { headers: { Range: 'bytes=9999-' } })).status).toBe(416);
      expect(
        (await fixture.ask(media, { headers: { Range: 'bytes=4-8', 'If-Range': '"another"' } })).status,
      ).toBe(200);
      expect(fixture.origin.requestsFor(media.name).map(({ headers }) => headers.range)).toEqual([undefined]);
    });

    it('answers conditional requests, and is created by them', async () => {
      const media = freshMedia();
      const etag = (await fixture.ask(freshMedia())).headers.get('etag') ?? '';
      expect((await fixture.ask(media, { headers: { 'If-None-Match': etag } })).status).toBe(200);
      const own = (await fixture.ask(media)).headers.get('etag') ?? '';
      for (const tag of [own, `"x", ${own}`]) {
        const { status, headers, body } = await fixture.ask(media, { headers: { 'If-None-Match': tag } });
        expect([status, headers.get('etag'), body.length]).toEqual([304, own, 0]);
        expect(headers.get('access-control-allow-origin')).toBe('*');
      }
      expect(fixture.origin.requestsFor(media.name).map(({ headers }) => headers['if-none-match'])).toEqual([
        undefined,
      ]);
    });

    it('of a playlist serves players that accept gzip, and others', async () => {
      const media = freshMedia('media.m3u8');
      const encodings = [
        'gzip, deflate, br',
        'gzip',
        '',
        'identity',
        'br;q=1, gzip;q=0.5',
        'gzip;q=0',
        'deflate',
      ];
      for (const encoding of encodings) {
        const { headers, body } = await fixture.ask(media, { headers: { 'Accept-Encoding': encoding } });
        const isZipped = headers.get('content-encoding') === 'gzip';
        expect([encoding, isZipped]).toEqual([encoding, /gzip(?!;q=0$)/.test(encoding)]);
        expect((isZipped ? gunzipSync(body) : body).toString()).toBe(`the bytes of ${media.name}`);
        expect(headers.get('vary')).toContain('Accept-Encoding');
      }
      expect(fixture.origin.count(media.name)).toBeLessThanOrEqual(2);
    });

    it('is reported in Cache-Status after the origin, with its age', async () => {
      const media = freshMedia();
      const { kind } = fixture.edge;
      const first = await fixture.ask(media);
      expect(first.headers.get('cache-status')).toBe(`onplay; hit, ${kind}; fwd=miss`);
      expect(Number(first.headers.get('age') ?? 0)).toBe(0);
      await eventually(async () => Number((await fixture.ask(media)).headers.get('age')) >= 1);
      const { headers } = await fixture.ask(media);
      expect(headers.get('cache-status')).toMatch(
        kind === 'nginx' ? /^onplay; hit, nginx; hit$/ : /^onplay; hit, varnish; hit; ttl=359\d$/,
      );
      expect(Number(headers.get('age'))).toBeLessThan(20);
      expect(fixture.origin.count(media.name)).toBe(1);
    });

    it('is fetched over persistent connections', async () => {
      const before = fixture.origin.arrived.length;
      for (let i = 0; i < 20; i++) await fixture.ask(freshMedia());
      const connections = fixture.origin.arrived.slice(before).map(({ connection }) => connection);
      // nginx has a pool for each worker.
      expect(new Set(connections).size).toBeLessThanOrEqual(8);
    });
  });
}
