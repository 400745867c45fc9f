import type { IncomingHttpHeaders } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlayerState } from '../../../src/sessions/request/player-state.js';
import { NO_SIBLING_SEGMENTS, SIBLING_SEGMENTS } from '../../support/media-url-cases.js';
import { processorMs } from '../../support/processor-time.js';

const inHeader = (text: string) => readPlayerState({ 'cmcd-request': text }, '');
const inQuery = (text: string) => readPlayerState({}, `CMCD=${encodeURIComponent(text)}`);

describe('the state of a player', () => {
  it('is read from the headers', () => {
    const headers = { 'cmcd-request': 'bl=12300,mtp=4000,nor="7.m4s"', 'cmcd-session': 'sid="6e2fb550",v=1' };
    expect(readPlayerState(headers, '')).toStrictEqual({
      sessionId: '6e2fb550',
      bufferSeconds: 12.3,
      next: { segment: 7 },
    });
  });

  it('is read from the query', () => {
    expect(inQuery('bl=1000,sid="a b",nor="..%2Fv720-0123456789abcdef%2F12.m4s"')).toStrictEqual({
      sessionId: 'a b',
      bufferSeconds: 1,
      next: { renditionKey: 'v720-0123456789abcdef', segment: 12 },
    });
  });

  it('is found among other parameters', () => {
    expect(readPlayerState({}, 'a=1&CMCD=bl%3D2000&b=2')).toStrictEqual({ bufferSeconds: 2 });
    expect(readPlayerState({}, 'XCMCD=bl%3D2000')).toStrictEqual({});
    expect(readPlayerState({}, 'cmcd=bl%3D2000')).toStrictEqual({});
  });

  it('is read from the headers if the query differs', () => {
    expect(readPlayerState({ 'cmcd-session': 'sid="header"' }, 'CMCD=sid%3D%22query%22')).toStrictEqual({
      sessionId: 'header',
    });
  });

  it('is unknown if the player reports none', () => {
    for (const query of ['', 'CMCD', 'CMCD=', 'token=x', 'CMCD=mtp%3D100']) {
      expect(readPlayerState({}, query)).toStrictEqual({});
    }
    expect(inHeader('br=3200,d=4004,ot=v')).toStrictEqual({});
  });

  it('is unknown if any of it is malformed', () => {
    for (const text of ['bl=1000,', 'bl=1000,sid="', 'bl=1000,bl=2000', 'bl==1', 'bl=1000 sid="a"']) {
      expect(inHeader(text)).toStrictEqual({});
      expect(inQuery(text)).toStrictEqual({});
    }
    expect(readPlayerState({}, 'CMCD=%')).toStrictEqual({});
    expect(readPlayerState({}, 'CMCD=%E0%A4%A')).toStrictEqual({});
  });
});

describe('the buffer', () => {
  it.each([
    ['bl=0', 0],
    ['bl=100', 0.1],
    ['bl=1500.5', 1.5005],
    ['bl=86400000', 86_400],
    ['bl=86400001', undefined],
    ['bl=-1', undefined],
    ['bl', undefined],
    ['bl="1000"', undefined],
    ['bl=many', undefined],
  ])('%s is %d seconds', (text, seconds) => {
    expect(inHeader(text).bufferSeconds).toBe(seconds);
  });
});

describe('the session id', () => {
  it.each([
    ['sid="x"', 'x'],
    ['sid=token', 'token'],
    [`sid="${'x'.repeat(64)}"`, 'x'.repeat(64)],
    [`sid="${'x'.repeat(65)}"`, undefined],
    ['sid=5', undefined],
    ['sid', undefined],
  ])('%.20s is %s', (text, name) => {
    expect(inHeader(text).sessionId).toBe(name);
  });
});

describe('the next object', () => {
  const named = SIBLING_SEGMENTS.map(
    ([url, renditionKey, segment]) =>
      [url, renditionKey === undefined ? { segment } : { renditionKey, segment }] as const,
  );

  it.each(named)('%s is a segment, percent-encoded or not', (url, next) => {
    for (const nor of [url, encodeURIComponent(url), url.replaceAll('/', '%2f')])
      expect(inHeader(`nor="${nor}"`).next).toStrictEqual(next);
  });

  it.each([
    ...NO_SIBLING_SEGMENTS.map(encodeURIComponent),
    ...['%', '%2', '%ff', '%252E%252E%252Fv240-0123456789abcdef%252F3.m4s', '3.m4s%0A'],
  ])('%j is none', (nor) => {
    const state = inHeader(`bl=1000,nor="${nor}"`);
    expect(state).toStrictEqual({ bufferSeconds: 1 });
  });

  it('is none if it is not a string', () => {
    for (const text of ['nor', 'nor=3']) expect(inHeader(text)).toStrictEqual({});
  });
});

describe('with any input', () => {
  const pieces = fc.constantFrom(
    ...[
      'bl=',
      'sid=',
      'nor=',
      '"',
      ',',
      '\\',
      '%',
      '%2F',
      '..',
      '/',
      '.m4s',
      '1',
      '-1',
      '9'.repeat(20),
      '\0',
    ],
    ...[' ', 'v240', 'CMCD=', '&', '?', '\n', 'ä', '\ud800', '='],
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );
  const header = fc.option(fc.oneof(text, fc.array(text, { maxLength: 2 })), { nil: undefined });

  it('the state is valid or unknown', () => {
    const query = fc.oneof(
      text,
      // Through bytes, which removes lone surrogates.
      text.map((value) => `CMCD=${encodeURIComponent(Buffer.from(value).toString())}`),
    );
    fc.assert(
      fc.property(header, header, query, (request, session, sent) => {
        const headers = { 'cmcd-request': request, 'cmcd-session': session } as IncomingHttpHeaders;
        const { sessionId, bufferSeconds, next, ...more } = readPlayerState(headers, sent);
        expect(more).toStrictEqual({});
        expect(sessionId?.length ?? 0).toBeLessThanOrEqual(64);
        expect(bufferSeconds ?? 0).toBeGreaterThanOrEqual(0);
        expect(bufferSeconds ?? 0).toBeLessThanOrEqual(86_400);
        if (next === undefined) return;
        expect(next.segment).toBeGreaterThanOrEqual(0);
        expect(Number.isSafeInteger(next.segment)).toBe(true);
        expect(next.renditionKey ?? 'none').toMatch(/^[a-z0-9-]{1,64}$/);
      }),
      { seed: 20_260_801, numRuns: 2000 },
    );
  });

  it('the state is read in bounded time', async () => {
    const spentMs = await processorMs(() => {
      for (const piece of ['../', '%2F', '"', 'a', '9', 'CMCD=', ','])
        readPlayerState({ 'cmcd-request': `nor="${piece.repeat(2000)}"` }, `CMCD=${piece.repeat(5000)}`);
    });
    expect(spentMs).toBeLessThan(500);
  });
});
