import { describe, expect, it } from 'vitest';
import { parseLoad } from '../../bench/support/wrk.js';

const failing = (timeouts: number) => `failed: 0 connect 0 read 0 write ${timeouts} timeout 0 status`;
const output = (line: string, timeouts = 0) =>
  `Running 3s test @ http://127.0.0.1\n${line}\n${failing(timeouts)}\n`;

describe('the output of wrk', () => {
  it('is converted to rates over the measured time', () => {
    const text = output('wrk 6000 requests 12000000 bytes 3000000 us');
    expect(parseLoad(text)).toEqual({ requestsPerSecond: 2000, bytesPerSecond: 4_000_000 });
  });

  it('is rejected when a request failed', () => {
    const text = output('wrk 6000 requests 12000000 bytes 3000000 us', 1);
    expect(() => parseLoad(text)).toThrow('of 6000 requests failed: 0 connect 0 read 0 write 1 timeout');
  });

  it.each([
    ['nothing was answered', output('wrk 0 requests 0 bytes 3000000 us')],
    ['it says something else', output('unable to connect')],
  ])('is no figure where %s', (_, text) => {
    expect(() => parseLoad(text)).toThrow();
  });
});
