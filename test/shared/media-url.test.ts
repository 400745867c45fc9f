/** The grammar of media URLs: the table in test/support/media-url-cases.ts, and URLs that are written and read back. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { toAssetId } from '../../src/shared/asset-id.js';
import {
  assetFolder,
  INIT_NAME,
  MEDIA_PLAYLIST_NAME,
  OUT_OF_PATH,
  parseMediaPath,
  parseSiblingSegment,
  renditionIdOf,
  renditionKeyOf,
  segmentFileName,
} from '../../src/shared/media-url.js';
import {
  EMPTY_SEGMENTS,
  INVALID_NAMES,
  MEDIA_PATHS,
  NO_MEDIA_PATHS,
  NO_SIBLING_SEGMENTS,
  OTHER_SPELLINGS,
  SIBLING_SEGMENTS,
} from '../support/media-url-cases.js';

/** As long as a grant can be. */
const GRANT = `${'e'.repeat(4073)}.${'m'.repeat(22)}`;
const withGrant = (path: string) => path.replaceAll('{grant}', GRANT);

describe('a path', () => {
  it.each([...MEDIA_PATHS, ...OTHER_SPELLINGS])('$path names media', ({ path, asset, rendition, file }) => {
    const media = parseMediaPath(withGrant(path));
    expect(media).toMatchObject({ grant: GRANT, asset, file });
    expect(renditionIdOf(media!.renditionKey)).toBe(rendition);
  });

  it.each(NO_MEDIA_PATHS)('%s names none', (path) => {
    expect(parseMediaPath(withGrant(path))).toBeUndefined();
  });

  it.each(INVALID_NAMES)('%s has an invalid name for the asset', (path) => {
    expect(() => parseMediaPath(withGrant(path))).toThrow(
      expect.objectContaining({ code: 'asset_name_invalid' }),
    );
  });

  it.each(EMPTY_SEGMENTS)('%s leads nowhere', (path) => {
    expect(() => parseMediaPath(withGrant(path))).toThrow(expect.objectContaining({ code: 'route_unknown' }));
  });

  it('may have its grant elsewhere', () => {
    const [{ path }] = MEDIA_PATHS as [(typeof MEDIA_PATHS)[0]];
    expect(parseMediaPath(path.replace('{grant}', OUT_OF_PATH))?.grant).toBe(OUT_OF_PATH);
  });

  it('is read as it was written', () => {
    const key = renditionKeyOf('v1080-hevc', 'abcdef0123456789abcdef');
    for (const { asset } of MEDIA_PATHS) {
      const folder = `/${assetFolder(toAssetId(asset), GRANT)}${key}/`;
      const media = { grant: GRANT, asset, renditionKey: key };
      expect(parseMediaPath(folder + INIT_NAME)).toStrictEqual({ ...media, file: 'init' });
      expect(parseMediaPath(folder + MEDIA_PLAYLIST_NAME)).toStrictEqual({ ...media, file: 'playlist' });
      expect(parseMediaPath(folder + segmentFileName(key, 12))).toStrictEqual({ ...media, file: 12 });
      const text = renditionKeyOf('t1', 'abcdef0123456789abcdef');
      const ofText = `/${assetFolder(toAssetId(asset), GRANT)}${text}/${segmentFileName(text, 12)}`;
      expect(parseMediaPath(ofText)).toStrictEqual({ ...media, renditionKey: text, file: 12 });
    }
    expect(renditionIdOf(key)).toBe('v1080-hevc');
  });
});

describe('the relative URL of another segment', () => {
  test.each(SIBLING_SEGMENTS)('%s names one', (url, renditionKey, segment) => {
    const named = renditionKey === undefined ? { segment } : { renditionKey, segment };
    expect(parseSiblingSegment(url)).toStrictEqual(named);
  });

  test.each(NO_SIBLING_SEGMENTS)('%j names none', (url) => {
    expect(parseSiblingSegment(url)).toBeUndefined();
  });

  it('is never anything else', () => {
    const piece = fc.constantFrom(
      '..',
      '/',
      'v240',
      't1',
      '-',
      '0123456789abcdef',
      '7',
      '.m4s',
      '.vtt',
      'init.mp4',
      '%2f',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 9 }).map((all) => all.join('')),
        (url) => {
          const named = parseSiblingSegment(url);
          if (named === undefined) return;
          const { renditionKey, segment } = named;
          if (renditionKey === undefined) expect([`${segment}.m4s`, `${segment}.vtt`]).toContain(url);
          else expect(url).toBe(`../${renditionKey}/${segmentFileName(renditionKey, segment)}`);
        },
      ),
      { seed: 20_260_801, numRuns: 2000 },
    );
  });
});
