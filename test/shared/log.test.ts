import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { issueGrant } from '../../src/access/tokens/grant.js';
import { signToken } from '../../src/access/tokens/sign-token.js';
import { secretKey } from '../../src/access/tokens/signing-keys.js';
import { toAssetId } from '../../src/shared/asset-id.js';
import { scrubText } from '../../src/shared/log/scrub.js';
import { createLogger, safeUrl } from '../../src/shared/log.js';
import { processorMs } from '../support/processor-time.js';

const secret = 'quotes " and \\ in a secret of 32 bytes';
const asset = toAssetId('trailer');
const token = signToken(secret, asset, { ttlSeconds: 60 });
const grant = issueGrant(secretKey(secret), { asset, expiresAtSeconds: 4e9, viewer: 'ann' });

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(createLogger({ level: 'trace', secrets: [secret, ''], destination }));
  return lines.join('');
}

describe('the log', () => {
  it('writes one JSON line per event, with its level and time', () => {
    const line = logged((log) => log.info({ asset }, 'played'));
    expect(JSON.parse(line)).toMatchObject({ level: 30, asset: 'trailer', msg: 'played' });
    expect(line.endsWith('}\n')).toBe(true);
  });

  it('redacts members with the name of a secret, whatever they hold', () => {
    const line = logged((log) => {
      log.info({ token: ['abc'], req: { headers: { authorization: 'Bearer abc', cookie: 'abc' } } });
      log
        .child({ grant: 'abc' })
        .info({ config: { tokenKey: { secret: 'abc' } }, a: { b: { c: { d: { token: 'abc' } } } } });
    });
    expect(line).not.toContain('abc');
    expect(line.match(/\[redacted\]/g)).toHaveLength(6);
  });

  it('redacts credentials in messages, URLs and errors, and remains valid JSON', () => {
    const line = logged((log) => {
      log.warn(new Error(`refused ${token}`), `GET /trailer.m3u8?token=${token}`);
    });
    expect(line).not.toContain(token.slice(10, 40));
    expect(JSON.parse(line)).toMatchObject({ msg: 'GET /trailer.m3u8?token=[redacted]' });
  });

  it('never prints a token, a grant or a secret, wherever it appears', () => {
    const value = fc.constantFrom(
      token,
      grant,
      secret,
      `/-/${grant}/a/v720/1.m4s`,
      `Bearer ${token}`,
      `?token=${token}`,
    );
    const place = fc.array(fc.string({ maxLength: 8 }), { maxLength: 6 });
    fc.assert(
      fc.property(value, place, fc.string(), (hidden, path, around) => {
        const text = `${around.replace(/[\w-]$/, '')} ${hidden} ${around}`;
        const nested = path.reduceRight<unknown>((inner, name) => ({ [`n${name}`]: inner }), text);
        const line = logged((log) => log.info({ nested }, text));
        for (const credential of [token, grant, secret, JSON.stringify(secret).slice(1, -1)]) {
          expect(line).not.toContain(credential);
        }
        expect(() => JSON.parse(line)).not.toThrow();
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('counts repeated lines after the first ones, by level, message and code, and states how many there were', () => {
    vi.useFakeTimers();
    try {
      const lines = logged((log) => {
        const ofRequest = log.child({ req: { id: 'r1' } });
        for (let time = 0; time < 1334; time++) ofRequest.info({ code: 'asset_unknown' }, 'request failed');
        ofRequest.info({ code: 'token_missing' }, 'request failed');
        ofRequest.warn({ code: 'asset_unknown' }, 'request failed');
        vi.advanceTimersByTime(10_000);
        ofRequest.info({ code: 'asset_unknown' }, 'request failed');
      })
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(lines).toHaveLength(104);
      const rest = lines.slice(100).map(({ level, code, msg, repeated }) => [level, code, msg, repeated]);
      expect(rest).toStrictEqual([
        [30, 'token_missing', 'request failed', undefined],
        [40, 'asset_unknown', 'request failed', undefined],
        [30, 'asset_unknown', 'request failed, and 1234 more like it', 1234],
        [30, 'asset_unknown', 'request failed', undefined],
      ]);
      expect(vi.getTimerCount()).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('never suppresses the lines of encodes, nor those below info', () => {
    const lines = logged((log) => {
      for (let time = 0; time < 200; time++) log.info('segment encoded');
      for (let time = 0; time < 200; time++) log.debug('detail');
    });
    expect(lines.trim().split('\n')).toHaveLength(400);
  });

  it('runs in linear time', async () => {
    const repeats = ['eyJ', 'eyJ-', '/-/', '?token', 'Bearer ', '"token":"', '\\'];
    const spentMs = await processorMs(() => {
      for (const repeat of repeats) scrubText(repeat.repeat(100_000 / repeat.length));
    });
    expect(spentMs).toBeLessThan(1000);
  });
});

describe('a URL for the log', () => {
  it.each([
    ['/trailer.m3u8?token=abc', '/trailer.m3u8?token=[redacted]'],
    ['/trailer.m3u8?max_height=720&token=abc&x=1', '/trailer.m3u8?max_height=720&token=[redacted]&x=1'],
    ['/trailer.m3u8?%74oken=abc', '/trailer.m3u8?%74oken=[redacted]'],
    ['/trailer.m3u8?TOKEN[]=abc', '/trailer.m3u8?TOKEN[]=[redacted]'],
    ['/trailer.m3u8?%=abc', '/trailer.m3u8?%=[redacted]'],
    ['/trailer.m3u8?a=b?token=abc', '/trailer.m3u8?a=b?token=[redacted]'],
    ['https://v.example/-/abc.def/trailer/v720/1.m4s', 'https://v.example/-/[redacted]/trailer/v720/1.m4s'],
    ['/%2D/abc.def/trailer', '/%2D/[redacted]/trailer'],
    ['/films/My%20film.mpd?device=tv', '/films/My%20film.mpd?device=tv'],
    ['', ''],
  ])('%s becomes %s', (url, expected) => {
    expect(safeUrl(url)).toBe(expected);
  });

  it('has a bounded length and never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 5000, size: 'max' }),
        (url) => safeUrl(url).length <= 2048,
      ),
      { seed: 1, numRuns: 200 },
    );
  });
});
