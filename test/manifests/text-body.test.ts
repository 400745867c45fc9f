import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { TextBody } from '../../src/manifests/text-body.js';

const TEXT = '#EXTM3U\n# Überschrift\n'.repeat(50);

describe('a text that is sent', () => {
  it('is there as it is, in UTF-8', async () => {
    const body = new TextBody(TEXT);
    const { body: bytes, etag } = await body.in('identity');
    expect(Buffer.from(bytes).toString('utf8')).toBe(TEXT);
    expect(body.ready('identity')).toStrictEqual({ body: bytes, etag });
  });

  it('is compressed when that is first asked for, and once', async () => {
    const body = new TextBody(TEXT);
    expect(body.ready('gzip')).toBeUndefined();
    const { body: bytes, etag } = await body.in('gzip');
    expect(gunzipSync(bytes).toString('utf8')).toBe(TEXT);
    expect(bytes.byteLength).toBeLessThan(TEXT.length / 5);
    expect(body.ready('gzip')).toStrictEqual({ body: bytes, etag });
    expect((await body.in('gzip')).body).toBe(bytes);
  });

  it('has a strong entity tag for each encoding, which is known before', async () => {
    const body = new TextBody(TEXT);
    const tags = [body.etag('identity'), body.etag('gzip')];
    expect(new Set(tags).size).toBe(2);
    for (const tag of tags) expect(tag).toMatch(/^"[\w-]+"$/);
    expect([(await body.in('identity')).etag, (await body.in('gzip')).etag]).toStrictEqual(tags);
  });

  it('has the entity tags of its words, and other words have others', () => {
    expect(new TextBody(TEXT).etag('gzip')).toBe(new TextBody(TEXT).etag('gzip'));
    expect(new TextBody(`${TEXT} `).etag('gzip')).not.toBe(new TextBody(TEXT).etag('gzip'));
  });

  it('may be empty', async () => {
    const body = new TextBody('');
    expect((await body.in('identity')).body).toHaveLength(0);
    expect(gunzipSync((await body.in('gzip')).body)).toHaveLength(0);
  });

  it('is the same text with the same tag, whatever others share of it', async () => {
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
