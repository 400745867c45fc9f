import { afterEach, describe, expect, it } from 'vitest';
import { codeOf, startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';

let origin: TestOrigin;
afterEach(() => origin.stop());

const presign = (body: unknown) =>
  origin.manage('/presigned-uploads', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('POST /api/presigned-uploads', () => {
  it('is for masters in a bucket', async () => {
    origin = await startTestOrigin({ env: { ONPLAY_UPLOADS: 'on' } });
    const response = await presign({ asset: 'film.mp4' });
    expect([response.status, await codeOf(response)]).toEqual([501, 'presigning_unavailable']);
  });

  it('is closed unless uploads are switched on', async () => {
    origin = await startTestOrigin();
    const response = await presign({ asset: 'film.mp4' });
    expect([response.status, await codeOf(response)]).toEqual([404, 'uploads_closed']);
  });

  it.each([
    {},
    { asset: 'a.mp4', seconds: 59 },
    { asset: 'a.mp4', seconds: 86_401 },
    { asset: 'a.mp4', bytes: 1 },
  ])('refuses %o', async (body) => {
    origin = await startTestOrigin({ env: { ONPLAY_UPLOADS: 'on' } });
    expect(await codeOf(await presign(body))).toBe('body_invalid');
  });
});
