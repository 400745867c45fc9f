import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSessionRequest } from '../../../src/sessions/request/session-request.js';

const read = (query: string, headers: Record<string, string | string[]> = {}) =>
  readSessionRequest({ query: new URLSearchParams(query), headers, claims: {} });

describe('a session request', () => {
  it('without headers and query has no preferences', () => {
    expect(read('token=abc&utm_source=x')).toStrictEqual({
      device: { class: 'unknown', source: 'nothing' },
      network: { source: 'nothing', saveData: false },
      limits: {},
      preferences: {},
      languages: [],
    });
  });

  it('has the text of the query burned in, unless the token says which', () => {
    const burnOf = (query: string, claims: { burn?: string }) =>
      readSessionRequest({ query: new URLSearchParams(query), headers: {}, claims }).burn;
    expect(burnOf('', {})).toBeUndefined();
    expect(burnOf('burn=2', {})).toEqual({ textId: '2', from: 'query' });
    expect(burnOf('burn=2', { burn: 't-de' })).toEqual({ textId: 't-de', from: 'token' });
    expect(() => burnOf('burn=t-DE', {})).toThrow(expect.objectContaining({ code: 'query_invalid' }));
  });

  it('wants the languages of the query, of the token and of the browser, in this order', () => {
    const languagesOf = (query: string, claims: { language?: string }) => {
      const headers = { 'accept-language': 'fr, en;q=0.5' };
      return readSessionRequest({ query: new URLSearchParams(query), headers, claims }).languages;
    };
    expect(languagesOf('language=pt-br', { language: 'de' })).toStrictEqual(['pt-BR', 'de', 'fr', 'en']);
    expect(languagesOf('', {})).toStrictEqual(['fr', 'en']);
    expect(() => languagesOf('language=no+such', {})).toThrow(
      expect.objectContaining({ code: 'query_invalid' }),
    );
  });

  it('has the parameters of the query', () => {
    const query =
      'max_height=720&min_height=240&max_bitrate=3000000&codecs=avc1.64001F,aac&device=tv&downlink=2.5';
    expect(read(query)).toMatchObject({
      device: { class: 'tv', source: 'query' },
      network: { estimateBitsPerSecond: 2_500_000, source: 'query' },
      preferences: { maxHeight: 720, minHeight: 240, maxBitrate: 3_000_000, codecs: ['avc1.64001f', 'aac'] },
    });
  });

  it('has only the limits of a token', () => {
    const claims = { maxHeight: 720, maxBitrate: 1, asset: 'a', viewer: 'ann' };
    expect(readSessionRequest({ query: new URLSearchParams(), headers: {}, claims }).limits).toStrictEqual({
      maxHeight: 720,
      maxBitrate: 1,
    });
  });

  it.each([
    'max_height=',
    'max_height=0',
    'max_height=-1',
    'max_height=72e1',
    'max_height=720p',
    'max_height=720.5',
    'max_height=65536',
    'max_height=%2B720',
    'max_height=480&max_height=720',
    'min_height=abc',
    'max_bitrate=99999999999999999999',
    'codecs=',
    'codecs=h264,',
    'codecs=theora',
    `codecs=${Array(17).fill('h264').join()}`,
    'device=fridge',
    'device=unknown',
    'device=__proto__',
    'downlink=0',
    'downlink=-1',
    'downlink=fast',
    'downlink=1e3',
    'downlink=999999',
  ])('with the query %.40s is refused with the name of the parameter', (query) => {
    const name = query.split('=')[0] ?? '';
    expect(() => read(query)).toThrow(
      expect.objectContaining({ code: 'query_invalid', publicDetail: expect.stringContaining(name) }),
    );
  });

  it('is read, or refused with the name of a parameter, for any input', () => {
    const name = fc.constantFrom(
      'max_height',
      'min_height',
      'max_bitrate',
      'codecs',
      'device',
      'downlink',
      'CMCD',
      'x',
    );
    const header = fc.constantFrom(
      'user-agent',
      'sec-ch-ua-mobile',
      'sec-ch-ua-platform',
      'sec-ch-ua-model',
      'downlink',
      'ect',
      'save-data',
      'cmcd-request',
    );
    const value = fc.oneof(fc.string(), fc.constantFrom('?0', '?1', '"Android"', 'mtp=1', '1', '__proto__'));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, value)),
        fc.dictionary(header, fc.oneof(value, fc.array(value))),
        (query, headers) => {
          try {
            const { network } = read(new URLSearchParams(query).toString(), headers);
            expect(network.estimateBitsPerSecond ?? 1).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toMatchObject({ code: 'query_invalid' });
          }
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });
});
