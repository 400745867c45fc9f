import { describe, expect, it } from 'vitest';
import { readSourceAddress } from '../../../src/uploads/imports/source-address.js';

describe('the URL of a source', () => {
  it.each([
    ['no URL', 'films.example/a.mp4'],
    ['a file', 'file:///etc/passwd'],
    ['FTP', 'ftp://films.example/a.mp4'],
    ['a user', 'https://user@films.example/a.mp4'],
    ['another host', 'https://elsewhere.example/a.mp4'],
    ['another host, with the listed one as user', 'https://films.example@elsewhere.example/'],
    ['another host, with the listed one as path', 'https://elsewhere.example/films.example'],
    ['another host behind a backslash', 'https://elsewhere.example\\@films.example/'],
  ])('is refused where it is of %s', (_what, url) => {
    expect(() => readSourceAddress(url, ['films.example'])).toThrow(
      expect.objectContaining({ code: 'import_source_refused' }),
    );
  });

  it('has no fragment', () => {
    const address = readSourceAddress('https://films.example/a.mp4#t=5', ['films.example']);
    expect(address).toMatchObject({ kind: 'http', url: new URL('https://films.example/a.mp4') });
  });

  it('may name an object of a bucket that is listed', () => {
    expect(readSourceAddress('s3://films/some/film 1?.mp4', ['*', 's3://films'])).toEqual({
      ...{ kind: 's3', bucket: 'films', key: 'some/film 1?.mp4', host: 's3://films' },
    });
  });

  it.each(['s3://other/a.mp4', 's3://films', 's3://films/', 's3://films@other/a.mp4', 's3:///a.mp4'])(
    'may not name %s',
    (url) => {
      expect(() => readSourceAddress(url, ['*', 's3://films'])).toThrow(
        expect.objectContaining({ code: 'import_source_refused' }),
      );
    },
  );
});
