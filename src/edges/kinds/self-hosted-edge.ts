/**
 * Self-hosted edges, cdn/nginx and cdn/varnish, which share one control protocol:
 *
 *     POST {url}/-/edge/purge        Surrogate-Key, Onplay-Purge: hard | soft
 *                                    nginx answers {"generation":"…"}, Varnish {"purged":3}
 *     GET  {url}/-/edge/purge        Surrogate-Key
 *                                    nginx answers {"generation":"…"}
 *     POST {url}/-/edge/revocations  Onplay-Revoked: fingerprint=untilSeconds,fingerprint=untilSeconds,…
 *                                    {"known":12}
 *
 * each with `Authorization: Bearer` and without a body. nginx has a generation for every surrogate key, as part of its cache
 * keys: a new generation makes older cache entries unreachable. Varnish drops the entries that carry the key.
 */

import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Revocation } from '../../access/index.js';
import type { Edge, EdgeAnswer, Purge } from '../edge.js';
import { cancelled, exchange } from '../edge-exchange.js';
import { acceptedJson } from '../edge-response.js';
import { revocationBatches } from '../revocation-batches.js';
import { type InvalidationTarget, surrogateKeyOf } from '../surrogate-keys.js';

interface SelfHostedEdgeOptions {
  readonly kind: 'nginx' | 'varnish';
  readonly name: string;
  /** Without a trailing `/`. */
  readonly url: string;
  /** The bearer token of control requests, which edge and origin share. */
  readonly edgeKey: string;
}

const PURGE = '/-/edge/purge';
const REVOCATIONS = '/-/edge/revocations';
/** Fetches in flight may store entries after a purge, so the purge repeats until it drops nothing, up to this limit. */
const MAX_PURGES = 5;
const BETWEEN_PURGES_MS = 100;

const generationAnswer = z.object({ generation: z.string().min(1).max(200) });
const purgedAnswer = z.object({ purged: z.int().min(0) });
const knownAnswer = z.object({ known: z.int().min(0) });

interface ControlRequest<Answer> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly answer: z.ZodType<Answer>;
}

type Send = <Answer>(control: ControlRequest<Answer>, signal: AbortSignal) => Promise<Answer>;

/** An nginx or Varnish edge with the configuration in cdn/. */
export function selfHostedEdge({ kind, name, url, edgeKey }: SelfHostedEdgeOptions): Edge {
  const send: Send = async ({ method, path, headers, answer }, signal) => {
    const authorized = { ...headers, Authorization: `Bearer ${edgeKey}` };
    return acceptedJson(
      await exchange({ method, url: `${url}${path}`, headers: authorized }, signal),
      answer,
    );
  };
  const purge = kind === 'nginx' ? purgeNginx : purgeVarnish;
  return {
    name,
    // Only this origin controls it, and a control request is cheap.
    pace: { everyMs: 0 },
    purge: (request, signal) => purge(send, request, signal),
    revoke: (revocations, signal) => revoke(send, revocations, signal),
  };
}

async function purgeNginx(send: Send, { target, mode }: Purge, signal: AbortSignal): Promise<EdgeAnswer> {
  const key = { 'Surrogate-Key': surrogateKeyOf(withoutVersion(target)) };
  const control = { path: PURGE, answer: generationAnswer };
  const headers = { ...key, 'Onplay-Purge': mode };
  const { generation } = await send({ ...control, method: 'POST', headers }, signal);
  // The purge is done; a failed check is no reason to repeat it.
  const verified = await send({ ...control, method: 'GET', headers: key }, signal).then(
    (now) => now.generation === generation,
    () => false,
  );
  if (signal.aborted) throw cancelled();
  const notes = [
    target.kind === 'version' && 'it cannot tell versions apart, so the whole asset was purged',
    mode === 'soft' && 'it has no soft purge, so it was a hard one',
    !verified && 'it did not confirm the generation it had returned',
    `generation ${generation}`,
  ];
  return { detail: notes.filter((note) => note !== false).join('; '), verified };
}

/** nginx computes surrogate keys from URLs, which do not name the version: it purges the whole asset instead. */
function withoutVersion(target: InvalidationTarget): InvalidationTarget {
  return target.kind === 'version' ? { kind: 'asset', asset: target.asset } : target;
}

async function purgeVarnish(send: Send, { target, mode }: Purge, signal: AbortSignal): Promise<EdgeAnswer> {
  const headers = { 'Surrogate-Key': surrogateKeyOf(target), 'Onplay-Purge': mode };
  const control = { method: 'POST', path: PURGE, headers, answer: purgedAnswer } as const;
  let total = 0;
  for (let round = 1; round <= MAX_PURGES; round++) {
    const { purged } = await send(control, signal);
    total += purged;
    if (mode === 'soft') return { detail: `made stale: ${total}` };
    if (purged === 0) return { detail: `dropped: ${total}`, verified: true };
    if (round < MAX_PURGES) await pause(BETWEEN_PURGES_MS, signal);
  }
  return { detail: `dropped: ${total}, and more kept arriving`, verified: false };
}

async function revoke(
  send: Send,
  revocations: readonly Revocation[],
  signal: AbortSignal,
): Promise<EdgeAnswer> {
  const { count, lines } = revocationBatches(revocations, Date.now() / 1000);
  if (count === 0) return { detail: 'there were no revocations to send' };
  let known = 0;
  for (const line of lines) {
    const headers = { 'Onplay-Revoked': line };
    ({ known } = await send({ method: 'POST', path: REVOCATIONS, headers, answer: knownAnswer }, signal));
  }
  return { detail: `sent: ${count}, known: ${known}`, verified: known >= count };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => {
    throw cancelled();
  });
}
