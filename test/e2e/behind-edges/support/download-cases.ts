/** Downloads through an edge, which passes them on: one file, in parts from both edges, for tokens that allow it alone. */
import { expect, it } from 'vitest';
import type { OptionalClaims } from '../../../../src/access/tokens/token-claims.js';
import { patientExchange, type RequestOptions } from '../../conformance/exchange.js';
import type { EdgeKind } from '../../edges/support/running-edge.js';
import { type EdgeDeployment, KINDS } from './edge-deployment.js';
import { codeOf, refusedTokens } from './refused-tokens.js';

const FILES = ['/film.mp4', '/film.m4a'];

export function downloadCases(fixture: () => EdgeDeployment): void {
  const tokenWith = (claims: OptionalClaims) => fixture().origin.token('film', claims);
  const allowing = () => tokenWith({ download: true });
  const ask = (at: EdgeKind | 'origin', file: string, token: string, options?: RequestOptions) =>
    patientExchange(
      `${fixture().urlOf(at)}${file}?height=240&token=${token}`.replace(/(m4a\?)height=240&/, '$1'),
      options,
    );

  it.each(FILES)('%s is one file, whole or in parts from both edges', async (file) => {
    const whole = await ask('origin', file, allowing());
    expect(whole.status).toBe(200);
    const etag = whole.headers.get('etag')!;
    const middle = whole.body.length >> 1;
    for (const kind of KINDS) {
      const answer = await ask(kind, file, allowing());
      expect([answer.status, answer.headers.get('etag')]).toEqual([200, etag]);
      expect(answer.headers.get('content-disposition')).toBe(whole.headers.get('content-disposition'));
      expect(answer.body.equals(whole.body)).toBe(true);
      const head = await ask(kind, file, allowing(), { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length'), head.headers.get('etag')]).toEqual([
        200,
        String(whole.body.length),
        etag,
      ]);
      const rest = await ask(kind, file, allowing(), {
        headers: { Range: `bytes=${middle}-`, 'If-Range': etag },
      });
      expect([rest.status, rest.body.equals(whole.body.subarray(middle))]).toEqual([206, true]);
      const other = await ask(kind, file, allowing(), {
        headers: { Range: `bytes=${middle}-`, 'If-Range': '"x"' },
      });
      expect([other.status, other.body.equals(whole.body)]).toEqual([200, true]);
      const same = await ask(kind, file, allowing(), { headers: { 'If-None-Match': etag } });
      expect([same.status, same.body.length]).toEqual([304, 0]);
    }
  });

  it.each(KINDS)('%s hands no byte of a file to a token that does not allow it', async (kind) => {
    const { origin } = fixture();
    const refused = [
      [tokenWith({}), 'download_forbidden'],
      ...refusedTokens(origin, { download: true }),
    ] as const;
    for (const file of FILES) {
      const { headers: known } = await ask(kind, file, allowing());
      for (const [token, code] of refused)
        for (const options of requestsWith(known.get('etag')!)) {
          const answer = await ask(kind, file, token, options);
          const expected = options.method === 'HEAD' ? undefined : code;
          expect([file, answer.status, codeOf(answer)]).toEqual([file, 403, expected]);
        }
    }
  });

  it.each(KINDS)(
    '%s hands on no higher video than a token allows, and none to a viewer who is revoked',
    async (kind) => {
      const { origin, edge } = { origin: fixture().origin, edge: fixture().edge(kind) };
      const limited = origin.token('film', { download: true, max_height: 240 });
      const higher = await patientExchange(`${edge.url}/film.mp4?height=360&token=${limited}`);
      expect([higher.status, codeOf(higher)]).toEqual([403, 'no_rendition_allowed']);
      const viewer = `viewer of ${kind}`;
      const token = tokenWith({ download: true, viewer });
      expect((await ask(kind, '/film.m4a', token)).status).toBe(200);
      await fixture().manage('/invalidations', { viewer });
      const revoked = await ask(kind, '/film.m4a', token);
      expect([revoked.status, codeOf(revoked)]).toEqual([403, 'token_revoked']);
    },
  );

  it.each(KINDS)('%s takes no other method for a file', async (kind) => {
    const url = `${fixture().edge(kind).url}/film.mp4?token=${allowing()}`;
    expect((await patientExchange(url, { method: 'POST' })).status).toBe(405);
    expect((await patientExchange(url, { method: 'OPTIONS' })).status).toBe(204);
  });
}

const requestsWith = (etag: string): readonly RequestOptions[] => [
  {},
  { method: 'HEAD' },
  { headers: { Range: 'bytes=0-99', 'X-Forwarded-For': '192.0.2.1', Forwarded: 'for=192.0.2.1' } },
  { headers: { 'If-None-Match': etag, Referer: 'http://localhost/' } },
];
