import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDevice } from '../../../src/sessions/request/device.js';
import { processorMs } from '../../support/processor-time.js';

const android = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0';
const hints = (mobile: string, platform: string, model = '') => ({
  'sec-ch-ua-mobile': mobile,
  'sec-ch-ua-platform': `"${platform}"`,
  'sec-ch-ua-model': `"${model}"`,
});

describe('a device', () => {
  it('is the one in the query, before all else', () => {
    expect(readDevice('tv', hints('?1', 'Android'))).toStrictEqual({ class: 'tv', source: 'query' });
  });

  it.each([
    ['phone', hints('?1', 'Android')],
    ['phone', { 'sec-ch-ua-mobile': '?1' }],
    ['tablet', hints('?0', 'Android', 'SM-T510')],
    ['tv', hints('?0', 'Android', 'BRAVIA 4K UR2')],
    ['tv', hints('?1', 'Android', 'AFTMM')],
    ['desktop', hints('?0', 'Windows')],
    ['desktop', hints('?0', 'Chrome OS')],
  ] as const)('is a %s by its client hints', (expected, headers) => {
    expect(readDevice(undefined, { ...headers, 'user-agent': 'x' })).toStrictEqual({
      class: expected,
      source: 'client hints',
    });
  });

  it.each([
    ['phone', `${android} Mobile Safari/537.36`],
    ['phone', 'AppleCoreMedia/1.0.0.20A362 (iPhone; U; CPU OS 16_0 like Mac OS X; en_us)'],
    ['tablet', `${android} Safari/537.36`],
    ['tablet', 'AppleCoreMedia/1.0.0.20A362 (iPad; U; CPU OS 16_0 like Mac OS X; en_us)'],
    ['desktop', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:125.0) Gecko/20100101 Firefox/125.0'],
    [
      'desktop',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
    ],
    ['tv', 'AppleCoreMedia/1.0.0.20A362 (Apple TV; U; CPU OS 16_0 like Mac OS X; en_us)'],
    [
      'tv',
      'Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36',
    ],
    ['tv', 'Mozilla/5.0 (Linux; Android 9; BRAVIA 4K UR2) AppleWebKit/537.36 Chrome/94 Safari/537.36'],
    ['tv', 'Roku/DVP-12.0 (12.0.0.4182-88)'],
  ] as const)('is a %s by its user agent', (expected, userAgent) => {
    expect(readDevice(undefined, { 'user-agent': userAgent })).toStrictEqual({
      class: expected,
      source: 'user agent',
    });
  });

  it.each([
    {},
    { 'user-agent': '' },
    { 'user-agent': 'curl/8.5.0' },
    { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' },
    { 'sec-ch-ua-mobile': '?0' },
    hints('?0', 'constructor'),
    hints('maybe', 'Android'),
  ])('is unknown if nothing identifies it', (headers) => {
    expect(readDevice(undefined, headers)).toStrictEqual({ class: 'unknown', source: 'nothing' });
  });

  it('is read from any user agent without an error, in bounded time', async () => {
    const word = fc.constantFrom(
      'Mozilla/5.0 ',
      '(',
      ')',
      'Android',
      'Mobile',
      'Tablet',
      'TV',
      ';',
      ' ',
      '/',
      'like Gecko',
    );
    const userAgent = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 200 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(userAgent, (text) => readDevice(undefined, { 'user-agent': text }).class !== undefined),
      { seed: 1, numRuns: 300 },
    );
    const spentMs = await processorMs(() => {
      for (const piece of ['Mozilla ', '(', ' ', 'Android;', 'a/1'])
        readDevice(undefined, { 'user-agent': piece.repeat(1e5) });
    });
    expect(spentMs).toBeLessThan(1000);
  });
});
