/**
 * Onplay's own edge configurations, cdn/nginx and cdn/varnish, which speak one protocol:
 *
 *     POST {url}/-/edge/purge        Surrogate-Key, Onplay-Purge: hard | soft
 *                                    nginx answers {"generation":"…"}, Varnish {"purged":3}
 *     GET  {url}/-/edge/purge        Surrogate-Key
 *                                    nginx answers {"generation":"…"}
 *     POST {url}/-/edge/revocations  Onplay-Revoked: handle=untilSeconds,handle=untilSeconds,…
 *                                    {"known":12}
 *
 * each with `Authorization: Bearer`, without a body. nginx has a generation for every key, as a part of its cache key:
 * a new one puts out of reach what was kept under the old one. Varnish drops what bears the key.
 */

import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Revocation } from '../../access/index.js';
import type { Edge, EdgeAnswer, Purge } from '../edge.js';
import { calledOff, exchange } from '../edge-exchange.js';
import { agreedJson } from '../edge-response.js';
import { revocationBatches } from '../revocation-batches.js';
import { type InvalidationTarget, surrogateKeyOf } from '../surrogate-keys.js';

export interface SelfHostedEdgeOptions {
  readonly kind: 'nginx' | 'varnish';
  readonly name: string;
  /** Without a `/` at its end. */
  readonly url: string;
  /** What the edge and this origin share. */
  readonly edgeKey: string;
}

const PURGE = '/-/edge/purge';
const REVOCATIONS = '/-/edge/revocations';
/** What was being fetched arrives after the purge; it is purged again until nothing is found, but not for ever. */
const MOST_PURGES = 5;
const BETWEEN_PURGES_MS = 100;

const generationAnswer = z.object({ generation: z.string().min(1).max(200) });
const purgedAnswer = z.object({ purged: z.int().min(0) });
const knownAnswer = z.object({ known: z.int().min(0) });

interface Question<Answer> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly answer: z.ZodType<Answer>;
}

type Ask = <Answer>(question: Question<Answer>, signal: AbortSignal) => Promise<Answer>;

/** An nginx or a Varnish with Onplay's configuration. */
export function selfHostedEdge({ kind, name, url, edgeKey }: SelfHostedEdgeOptions): Edge {
  const ask: Ask = async ({ method, path, headers, answer }, signal) => {
    const authorized = { ...headers, Authorization: `Bearer ${edgeKey}` };
    return agreedJson(await exchange({ method, url: `${url}${path}`, headers: authorized }, signal), answer);
  };
  const purge = kind === 'nginx' ? purgeNginx : purgeVarnish;
  return {
    name,
    // It is nobody else's, and a request costs it next to nothing.
    pace: { everyMs: 0 },
    purge: (order, signal) => purge(ask, order, signal),
    revoke: (revocations, signal) => revoke(ask, revocations, signal),
  };
}

async function purgeNginx(ask: Ask, { target, mode }: Purge, signal: AbortSignal): Promise<EdgeAnswer> {
  const key = { 'Surrogate-Key': surrogateKeyOf(withoutVersion(target)) };
  const question = { path: PURGE, answer: generationAnswer };
  const headers = { ...key, 'Onplay-Purge': mode };
  const { generation } = await ask({ ...question, method: 'POST', headers }, signal);
  // The purge is done; that it cannot be looked at is no reason to do it again.
  const verified = await ask({ ...question, method: 'GET', headers: key }, signal).then(
    (now) => now.generation === generation,
    () => false,
  );
  if (signal.aborted) throw calledOff();
  const notes = [
    target.kind === 'version' && 'it cannot tell versions apart, so the whole asset was purged',
    mode === 'soft' && 'it knows no soft purge, so it was a hard one',
    !verified && 'it did not confirm the generation it had answered',
    `generation ${generation}`,
  ];
  return { detail: notes.filter((note) => note !== false).join('; '), verified };
}

/** nginx computes keys from URLs, and the version stands in none: more is forgotten, never less. */
function withoutVersion(target: InvalidationTarget): InvalidationTarget {
  return target.kind === 'version' ? { kind: 'asset', asset: target.asset } : target;
}

async function purgeVarnish(ask: Ask, { target, mode }: Purge, signal: AbortSignal): Promise<EdgeAnswer> {
  const headers = { 'Surrogate-Key': surrogateKeyOf(target), 'Onplay-Purge': mode };
  const question = { method: 'POST', path: PURGE, headers, answer: purgedAnswer } as const;
  let total = 0;
  for (let round = 1; round <= MOST_PURGES; round++) {
    const { purged } = await ask(question, signal);
    total += purged;
    if (mode === 'soft') return { detail: `made stale: ${total}` };
    if (purged === 0) return { detail: `dropped: ${total}`, verified: true };
    if (round < MOST_PURGES) await pause(BETWEEN_PURGES_MS, signal);
  }
  return { detail: `dropped: ${total}, and others kept arriving`, verified: false };
}

async function revoke(
  ask: Ask,
  revocations: readonly Revocation[],
  signal: AbortSignal,
): Promise<EdgeAnswer> {
  const { count, lines } = revocationBatches(revocations, Date.now() / 1000);
  if (count === 0) return { detail: 'there was nothing to tell' };
  let known = 0;
  for (const line of lines) {
    const headers = { 'Onplay-Revoked': line };
    ({ known } = await ask({ method: 'POST', path: REVOCATIONS, headers, answer: knownAnswer }, signal));
  }
  return { detail: `told: ${count}, known: ${known}`, verified: known >= count };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => {
    throw calledOff();
  });
}
