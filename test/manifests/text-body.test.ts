import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { TextBody } from '../../src/manifests/text-body.js';

const TEXT = '#EXTM3U\n# Überschrift\n'.repeat(50);

describe('a text body', () => {
  it('has an identity representation in UTF-8', async () => {
    const body = new TextBody(TEXT);
    const { body: bytes, etag } = await body.in('identity');
    expect(Buffer.from(bytes).toString('utf8')).toBe(TEXT);
    expect(body.ready('identity')).toStrictEqual({ body: bytes, etag });
  });

  it('is compressed on first use, and only once', async () => {
    const body = new TextBody(TEXT);
    expect(body.ready('gzip')).toBeUndefined();
    const { body: bytes, etag } = await body.in('gzip');
    expect(gunzipSync(bytes).toString('utf8')).toBe(TEXT);
    expect(bytes.byteLength).toBeLessThan(TEXT.length / 5);
    expect(body.ready('gzip')).toStrictEqual({ body: bytes, etag });
    expect((await body.in('gzip')).body).toBe(bytes);
  });

  it('keeps no memory beside its own in either encoding', async () => {
    const body = new TextBody(TEXT);
    for (const encoding of ['identity', 'gzip'] as const) {
      const { body: bytes } = await body.in(encoding);
      expect(bytes.buffer.byteLength).toBeLessThan(bytes.byteLength + 1024);
    }
  });

  it('has a strong entity tag for each encoding, known before compression', async () => {
    const body = new TextBody(TEXT);
    const tags = [body.etag('identity'), body.etag('gzip')];
    expect(new Set(tags).size).toBe(2);
    for (const tag of tags) expect(tag).toMatch(/^"[\w-]+"$/);
    expect([(await body.in('identity')).etag, (await body.in('gzip')).etag]).toStrictEqual(tags);
  });

  it('has the same entity tags for the same text, and others for another text', () => {
    expect(new TextBody(TEXT).etag('gzip')).toBe(new TextBody(TEXT).etag('gzip'));
    expect(new TextBody(`${TEXT} `).etag('gzip')).not.toBe(new TextBody(TEXT).etag('gzip'));
  });

  it('may be empty', async () => {
    const body = new TextBody('');
    expect((await body.in('identity')).body).toHaveLength(0);
    expect(gunzipSync((await body.in('gzip')).body)).toHaveLength(0);
  });

  it('has the same text and tag, whether pieces of it are shared or not', async () => {
    const shared = Buffer.from('<S d="1"/>');
    const body = new TextBody('<a>', shared, '</a>');
    expect(body.ready('identity')?.body.toString()).toBe('<a><S d="1"/></a>');
    expect(body.etag('identity')).toBe(new TextBody('<a>', Buffer.from(shared), '</a>').etag('identity'));
    for (const other of [
      new TextBody('<a>', Buffer.from('<S d="2"/>'), '</a>'),
      new TextBody('<b>', shared, '</b>'),
      new TextBody('<a>', '</a>'),
    ])
      expect(other.etag('identity')).not.toBe(body.etag('identity'));
  });
});
