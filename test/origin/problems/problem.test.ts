import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { toProblem } from '../../../src/origin/problems/problem.js';
import { problemCodes, problemDefinition } from '../../../src/origin/problems/problem-table.js';
import { OnplayError } from '../../../src/shared/errors.js';

const definitions = problemCodes.map(problemDefinition);
const problemOf = (code: string) => toProblem(new OnplayError(code, { publicDetail: 'Do this.' }), 'r1');

describe('a problem', () => {
  it('says what to do, in the form of RFC 9457', () => {
    expect(problemOf('asset_unknown')).toStrictEqual({
      status: 404,
      headers: {
        'Content-Type': 'application/problem+json',
        'Cache-Control': 'public, max-age=5',
        'CDN-Cache-Control': 'max-age=5',
      },
      body: {
        type: 'urn:onplay:problem:asset_unknown',
        title: 'No such asset',
        status: 404,
        detail: 'Do this.',
        code: 'asset_unknown',
        instance: 'r1',
      },
    });
  });

  it.each([
    new Error('ENOENT /srv/masters/secret.mp4'),
    new OnplayError('not_in_the_table', { publicDetail: '/srv/masters/secret.mp4' }),
    new OnplayError('constructor', { publicDetail: '/srv/masters/secret.mp4' }),
    { code: 'asset_unknown', publicDetail: '/srv/masters/secret.mp4' },
    'secret.mp4',
    undefined,
    null,
  ])('of an unknown kind reveals nothing', (error) => {
    const { status, headers, body } = toProblem(error, 'r1');
    expect([status, body.code, headers['Cache-Control']]).toStrictEqual([500, 'internal_error', 'no-store']);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('never carries the cause', () => {
    const cause = new Error('ffmpeg -i /srv/masters/secret.mp4');
    const problem = toProblem(new OnplayError('encode_failed', { publicDetail: 'Try.', cause }), 'r1');
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('asks for credentials with 401', () => {
    expect(problemOf('token_missing').headers['WWW-Authenticate']).toBe('Bearer');
    expect(problemOf('token_expired').headers).not.toHaveProperty('WWW-Authenticate');
  });

  it('has Retry-After with 502 and 503', () => {
    expect(problemOf('queue_full').headers['Retry-After']).toBe('2');
    for (const { status, retryAfterSeconds } of definitions) {
      expect(retryAfterSeconds !== undefined).toBe(status === 502 || status === 503);
    }
  });

  it('may be cached only if it depends on nothing but the URL', () => {
    for (const { status, caching } of definitions) {
      const seconds = { 404: 5, 410: 30, 422: 30 }[status];
      expect(Object.values(caching)).toStrictEqual(
        seconds === undefined
          ? ['no-store', 'no-store']
          : [`public, max-age=${seconds}`, `max-age=${seconds}`],
      );
    }
  });
});

describe('the table of problems', () => {
  it('has every code that the source throws', () => {
    const thrownCodes = sources('src').flatMap((text) =>
      [...text.matchAll(/(?:new OnplayError|refusal)\(\s*'([a-z0-9_]+)'/g)].map(([, code]) => code),
    );
    expect(thrownCodes.length).toBeGreaterThan(0);
    expect(thrownCodes.filter((code) => !problemCodes.some((known) => known === code))).toStrictEqual([]);
  });

  it('agrees with docs/errors.md on codes and statuses', () => {
    const rows = readFileSync('docs/errors.md', 'utf8').matchAll(
      /^\| `(\w+)` \| (\d{3}) \| ([^|]+) \| ([^|]+) \|$/gm,
    );
    const documented = [...rows].map(([, code, status]) => [code, Number(status)]);
    expect(documented).toStrictEqual(definitions.map(({ code, status }) => [code, status]));
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'));
}
