import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServedSegment } from '../../src/segments/index.js';
import { MEDIA_PATHS, NO_MEDIA_PATHS, OTHER_SPELLINGS } from '../support/media-url-cases.js';
import { browserModule, type SegmentRequest } from './browser-module.js';

interface Entry {
  name: string;
  startTime: number;
  duration: number;
  transferSize: number;
  decodedBodySize: number;
  responseStatus: number;
  serverTiming?: { name: string; duration: number; description: string }[];
}

const { segmentRequestOf, segmentOfUrl } = await browserModule<{
  segmentRequestOf(entry: Entry, root: string): SegmentRequest | undefined;
  segmentOfUrl(url: string, root: string): Pick<SegmentRequest, 'rendition' | 'segment'> | undefined;
}>('segments/segment-request.js');
const { OUTCOMES } = await browserModule<{
  OUTCOMES: Record<string, { name: string; summary: string; shape: string }>;
}>('segments/outcomes.js');

const SEGMENT = 'https://example.org/-/grant/films/trailer/v720-0123456789abcdef/12.m4s';

function entry(changes: Partial<Entry> = {}): Entry {
  return {
    name: SEGMENT,
    startTime: 100,
    duration: 950,
    transferSize: 4000,
    decodedBodySize: 3800,
    responseStatus: 200,
    ...changes,
  };
}

function answered(description: string, ...timings: [string, number][]): Entry {
  const phases = timings.map(([name, duration]) => ({ name, duration, description: '' }));
  return entry({ serverTiming: [{ name: 'cache', duration: 0, description }, ...phases] });
}

/** Browsers resolve these before they request anything. */
const isResolved = (path: string) => /\/\/|\/\.{1,2}(?:\/|$)/.test(path);

describe('the segment named by a URL', () => {
  const urlOf = (path: string) => new URL(path.replaceAll('{grant}', 'e.m'), 'https://example.org').href;

  it.each([...MEDIA_PATHS, ...OTHER_SPELLINGS])(
    'in $path is the one the origin reads',
    ({ path, rendition, file }) => {
      const segment = file === 'init' ? -1 : file;
      const named = file === 'playlist' ? undefined : expect.objectContaining({ rendition, segment });
      expect(segmentOfUrl(urlOf(path), '/')).toEqual(named);
      expect(segmentOfUrl(`${urlOf(path)}?CMCD=bl%3D2000`, '/')).toEqual(named);
    },
  );

  it.each([
    ...NO_MEDIA_PATHS.filter((path) => path.startsWith('/') && !isResolved(path)),
    ...['/trailer.m3u8?token=x', '/page/app.js'],
  ])('is not there in %s', (path) => {
    expect(segmentOfUrl(urlOf(path), '/')).toBeUndefined();
  });

  it('is found below the path the origin is mounted at, and nowhere else', () => {
    const url = 'https://example.org/video/-/g/trailer/v240-0123456789abcdef/7.m4s';
    expect(segmentOfUrl(url, '/video/')).toMatchObject({ rendition: 'v240', segment: 7 });
    expect(segmentOfUrl(url, '/')).toBeUndefined();
  });

  it('never throws, whatever the path', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.string(), (url, tail) => {
        segmentOfUrl(url, '/');
        segmentOfUrl(new URL(`/-/${tail}/7.m4s`, 'https://example.org').href, '/');
      }),
      { seed: 20_260_801 },
    );
  });
});

/** Every result of the segment service, so that a new one cannot be forgotten here. */
const OUTCOME_OF_RESULT: Record<ServedSegment['result'], string> = {
  hit: 'hit',
  prefetched: 'prefetched',
  disk: 'disk',
  bucket: 'bucket',
  miss: 'encoded',
  collapsed: 'joined',
};

describe('the outcome of a segment request', () => {
  it.each([...Object.entries(OUTCOME_OF_RESULT), ['something-new', 'unknown']])(
    'for the cache description %s is %s',
    (description, outcome) => {
      expect(segmentRequestOf(answered(description), '/')?.outcome).toBe(outcome);
    },
  );

  it.each(Object.values(OUTCOME_OF_RESULT))('%s has a name, a summary and a mark of its own', (outcome) => {
    for (const property of ['name', 'summary', 'shape'] as const) {
      const values = Object.values(OUTCOMES).map((known) => known[property]);
      expect(values.filter((value) => value === OUTCOMES[outcome]?.[property])).toHaveLength(1);
    }
  });

  it('comes with the time of each phase of the work', () => {
    const request = segmentRequestOf(
      answered('miss', ['queue', 20], ['encode', 800], ['unheard-of', 5]),
      '/',
    );
    expect(request).toMatchObject({ waited: 950, phases: { queue: 20, feed: 0, encode: 800, package: 0 } });
  });

  it('is `browser` for a response from the browser’s cache, without work of the origin', () => {
    const request = segmentRequestOf({ ...answered('miss', ['encode', 800]), transferSize: 0 }, '/');
    expect(request).toMatchObject({ outcome: 'browser', phases: { encode: 0 } });
  });

  it('is `failed` for an error status', () => {
    expect(segmentRequestOf(entry({ responseStatus: 503 }), '/')?.outcome).toBe('failed');
  });

  it('is `unknown` where the browser withholds the timings', () => {
    expect(segmentRequestOf(entry(), '/')?.outcome).toBe('unknown');
  });
});
