import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
}>('segment-request.js');

const SEGMENT = 'https://example.org/-/grant/films/trailer/v720-3f9ac2/12.m4s';

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

describe('the segment a URL names', () => {
  it.each([
    [SEGMENT, 'v720', 12],
    ['https://example.org/-/g/trailer/a1-128k-77ab01/0.m4s', 'a1-128k', 0],
    ['https://example.org/-/g/trailer/v240-1/init.mp4', 'v240', -1],
    ['https://example.org/-/g/trailer/v240-1/7.m4s?CMCD=bl%3D2000', 'v240', 7],
    ['https://example.org/-/g/odd/v720/3.m4s', 'v720', 3],
  ])('reads %s', (url, rendition, segment) => {
    expect(segmentOfUrl(url, '/')).toMatchObject({ rendition, segment });
  });

  it('is found below the path the origin is mounted at, and nowhere else', () => {
    const url = 'https://example.org/video/-/g/trailer/v240-1/7.m4s';
    expect(segmentOfUrl(url, '/video/')).toMatchObject({ rendition: 'v240', segment: 7 });
    expect(segmentOfUrl(url, '/')).toBeUndefined();
  });

  it.each([
    'https://example.org/trailer.m3u8?token=x',
    'https://example.org/-/g/trailer/v240-1/media.m3u8',
    'https://example.org/-/g/v240-1/7.m4s',
    'https://example.org/-/g/trailer/v240-1/1234567890.m4s',
    'https://example.org/page/app.js',
  ])('is not there in %s', (url) => {
    expect(segmentOfUrl(url, '/')).toBeUndefined();
  });

  it('never fails, whatever the path', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.string(), (url, tail) => {
        segmentOfUrl(url, '/');
        segmentOfUrl(new URL(`/-/${tail}/7.m4s`, 'https://example.org').href, '/');
      }),
      { seed: 20_260_801 },
    );
  });
});

describe('how a segment request was answered', () => {
  it.each([
    ['hit', 'hit'],
    ['miss', 'encoded'],
    ['collapsed', 'joined'],
    ['prefetched', 'prefetched'],
    ['something-new', 'unknown'],
  ])('says for the cache description %s: %s', (description, outcome) => {
    expect(segmentRequestOf(answered(description), '/')?.outcome).toBe(outcome);
  });

  it('splits the time into the parts of the work', () => {
    const request = segmentRequestOf(
      answered('miss', ['queue', 20], ['encode', 800], ['unheard-of', 5]),
      '/',
    );
    expect(request).toMatchObject({ waited: 950, phases: { queue: 20, feed: 0, encode: 800, package: 0 } });
  });

  it('does not take an answer from the browser’s own cache for work of the origin', () => {
    const request = segmentRequestOf({ ...answered('miss', ['encode', 800]), transferSize: 0 }, '/');
    expect(request).toMatchObject({ outcome: 'browser', phases: { encode: 0 } });
  });

  it('tells a failure by its status', () => {
    expect(segmentRequestOf(entry({ responseStatus: 503 }), '/')?.outcome).toBe('failed');
  });

  it('says that it does not know where the browser withholds the timings', () => {
    expect(segmentRequestOf(entry(), '/')?.outcome).toBe('unknown');
  });
});
