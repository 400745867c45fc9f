/** Images at URLs with a token, through an edge: negotiated for each client, and cached nowhere but where `Content-Location` says. */
import { expect, it } from 'vitest';
import { patientExchange, type RequestOptions } from '../../conformance/exchange.js';
import type { EdgeKind } from '../../edges/support/running-edge.js';
import { type EdgeDeployment, KINDS } from './edge-deployment.js';
import { codeOf, refusedTokens } from './refused-tokens.js';

/** What browsers and others send; the last accept anything. */
const ACCEPTED = [
  ['image/avif,image/webp,*/*', 'image/avif'],
  ['image/webp,*/*;q=0.8', 'image/webp'],
  ['image/png,image/*;q=0.8', 'image/jpeg'],
  ['*/*', 'image/jpeg'],
] as const;

export function pictureCases(fixture: () => EdgeDeployment): void {
  const ask = (kind: EdgeKind, path: string, token: string, options?: RequestOptions) =>
    patientExchange(`${fixture().edge(kind).url}${path}?token=${token}`, options);
  const valid = () => fixture().origin.token('film');

  it.each(KINDS)('a poster through %s has the format that each client prefers', async (kind) => {
    for (const [accept, type] of [...ACCEPTED, ...ACCEPTED]) {
      const { status, headers } = await ask(kind, '/film/poster.jpg', valid(), {
        headers: { Accept: accept },
      });
      expect([status, headers.get('content-type')]).toEqual([200, type]);
      expect(headers.get('vary')).toMatch(/\baccept\b(?!-)/i);
      expect(headers.get('cache-control')).toContain('private');
      expect(headers.get('cache-status')).not.toMatch(/(nginx|varnish); hit/);
    }
  });

  it.each(KINDS)(
    '%s caches an image where Content-Location says, and what a storyboard names',
    async (kind) => {
      const { url } = fixture().edge(kind);
      const poster = await ask(kind, '/film/poster.jpg', valid());
      const located = new URL(poster.headers.get('content-location')!, `${url}/film/poster.jpg`).href;
      const storyboard = (await ask(kind, '/film/storyboard.vtt', valid())).body.toString();
      const [sheet] = /^.*(?=#xywh=)/m.exec(storyboard)!;
      for (const image of [located, new URL(sheet, `${url}/film/storyboard.vtt`).href]) {
        expect((await patientExchange(image)).status).toBe(200);
        const again = await patientExchange(image);
        expect(again.headers.get('cache-status')).toMatch(/(nginx|varnish); hit/);
      }
      expect((await patientExchange(located)).body.equals(poster.body)).toBe(true);
    },
  );

  it.each(KINDS)('%s hands no image to a token that does not allow it', async (kind) => {
    for (const path of [
      '/film/poster.jpg',
      '/film/frame.jpg',
      '/film/storyboard.vtt',
      '/film/preview.webp',
    ]) {
      const allowed = await ask(kind, path, valid());
      expect(allowed.status).toBe(200);
      const conditional = { 'If-None-Match': allowed.headers.get('etag')! };
      for (const [token, code] of refusedTokens(fixture().origin))
        for (const headers of [{}, conditional, { Range: 'bytes=0-9', 'X-Forwarded-For': '192.0.2.1' }]) {
          const answer = await ask(kind, path, token, { headers });
          expect([path, answer.status, codeOf(answer)]).toEqual([path, 403, code]);
        }
    }
  });
}
