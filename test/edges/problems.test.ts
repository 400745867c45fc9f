/**
 * The problems that nginx and Varnish answer without the origin. Those that the origin has too are the same at all three: the
 * rows of src/origin/problems/problem-table.ts, with the details that the origin sends.
 */
import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { grantRuleError, issueGrant, verifyGrant } from '../../src/access/tokens/grant.js';
import { cachePolicy, problemCaching } from '../../src/origin/cache-policy.js';
import { corsHeaders } from '../../src/origin/headers.js';
import { toProblem } from '../../src/origin/problems/problem.js';
import { isProblemCode, problemCodes, problemDefinition } from '../../src/origin/problems/problem-table.js';
import { routeUnknown } from '../../src/origin/problems/send-problem.js';
import { tooManyStreams } from '../../src/sessions/streams/streams.js';
import { toAssetId } from '../../src/shared/asset-id.js';
import { nginxProblems, problemsCachedAtNginx, varnishProblems } from './support/edge-problems.js';

const problems = [...(await nginxProblems()), ...varnishProblems()];
const labelled = problems.map((problem) => ({
  label: `${problem.body['code'] ?? problem.status} of ${problem.edge}`,
  problem,
}));
const codeOf = ({ body }: (typeof problems)[0]) => String(body['code']);
const ofOrigin = labelled.filter(({ problem }) => isProblemCode(codeOf(problem)));
const ofEdges = problems.filter((problem) => !isProblemCode(codeOf(problem)));

/** What the origin throws, by code; not those whose details name what only one server knows. */
function thrownByOrigin(): ReadonlyMap<string, unknown> {
  const [key, otherKey] = ['the key', 'another key'].map((text) => createSecretKey(Buffer.from(text)));
  const request = { asset: toAssetId('film'), nowSeconds: 0, ip: '127.0.0.1', referrer: undefined };
  const forged = issueGrant(otherKey!, { asset: request.asset, expiresAtSeconds: 60 });
  const errors = [
    ...[thrown(() => verifyGrant(key!, 'x', request)), thrown(() => verifyGrant(key!, forged, request))],
    ...(['expired', 'wrong_ip', 'wrong_referrer', 'revoked'] as const).map(grantRuleError),
    tooManyStreams(),
    routeUnknown(),
  ];
  return new Map(errors.map((error) => [toProblem(error, '').body.code, error]));
}

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('a problem that an edge answers itself', () => {
  it.each(labelled)('has the form of those of the origin: $label', ({ problem }) => {
    const { 'Content-Type': type } = toProblem(undefined, '').headers;
    expect(problem.headers).toMatchObject({ 'Content-Type': type, ...corsHeaders });
    expect(problem.body).toMatchObject({
      status: problem.status,
      title: expect.any(String),
      detail: expect.any(String),
    });
  });

  it.each(labelled)('is not cached: $label', ({ problem }) => {
    expect(problem.headers['Cache-Control']).toBe(cachePolicy.none['Cache-Control']);
  });

  it.each(ofOrigin)('has the status, title and type of the origin’s table: $label', ({ problem }) => {
    const code = codeOf(problem);
    const { status, title } = problemDefinition(code);
    expect(problem.body).toMatchObject({ type: `urn:onplay:problem:${code}`, status, title, code });
  });

  it('has the detail that the origin sends', () => {
    const errors = thrownByOrigin();
    const compared = ofOrigin.filter(({ problem }) => errors.has(codeOf(problem)));
    for (const { label, problem } of compared) {
      const { detail } = toProblem(errors.get(codeOf(problem)), '').body;
      expect([label, problem.body['detail']]).toEqual([label, detail]);
    }
    expect(new Set(compared.map(({ problem }) => codeOf(problem)))).toEqual(new Set(errors.keys()));
  });

  it('is the same at both edges', () => {
    const shared = varnishProblems();
    expect(shared.length).toBeGreaterThan(10);
    for (const problem of shared) {
      const { type } = problem.body;
      expect(problems.find(({ edge, body }) => edge === 'nginx' && body['type'] === type)).toMatchObject({
        status: problem.status,
        body: problem.body,
      });
    }
  });

  it('has a name of edges if the origin has none like it', () => {
    const names = ofEdges.map(({ body }) => body['code'] ?? body['type']);
    for (const name of names) expect(name).toMatch(/^(?:edge_\w+|about:blank)$/);
  });
});

describe('a problem of the origin', () => {
  it('is cached by nginx if the origin lets it, for as long as it lets any', () => {
    const statuses = [...new Set(problemCodes.map((code) => problemDefinition(code).status))];
    const cached = statuses.filter((status) => problemCaching(status) !== cachePolicy.none);
    const seconds = cached.map((status) =>
      Number(/max-age=(\d+)/.exec(problemCaching(status)['CDN-Cache-Control'])?.[1]),
    );
    const longest = Math.max(...seconds);
    expect(problemsCachedAtNginx()).toEqual({
      ...{ ofScript: cached, ofTemplate: cached },
      ...{ seconds: longest, inactiveSeconds: longest },
    });
  });
});
