/** Origins that answer sessions, one after the other, while an autoscaler adds more. Pure: a fluid of sessions. */

export interface OriginAssumptions {
  readonly minOrigins: number;
  readonly maxOrigins: number;
  /** The share of its processor that an origin should use. */
  readonly targetShare: number;
  readonly pollSeconds: number;
  /** From the autoscaler's decision until a new origin takes requests. */
  readonly startSeconds: number;
}

export interface OriginRun {
  /** How long a session that begins in each second waits for its manifest, in seconds. */
  readonly waits: Float64Array;
  readonly mostOrigins: number;
}

/**
 * One origin has one processor for them, its event loop.
 * @param work seconds of processor time that arrive in each second.
 */
export function answerAll(work: Float64Array, origins: OriginAssumptions): OriginRun {
  const waits = new Float64Array(work.length);
  const starting: { readonly at: number; readonly more: number }[] = [];
  let ready = origins.minOrigins;
  let wanted = origins.minOrigins;
  let backlog = 0;
  for (let second = 0; second < work.length; second++) {
    while (starting[0] && starting[0].at <= second) ready += starting.shift()!.more;
    waits[second] = (backlog + work[second]! / 2) / ready;
    backlog = Math.max(0, backlog + work[second]! - ready);
    if (second % origins.pollSeconds !== 0) continue;
    // No more than all that there are can be busy, however much waits.
    const busy = Math.min(ready, recentWork(work, second, origins.pollSeconds) + backlog);
    const needed = Math.ceil(busy / origins.targetShare);
    const more = Math.min(needed, 2 * wanted, origins.maxOrigins) - wanted;
    if (more <= 0) continue;
    wanted += more;
    starting.push({ at: second + origins.startSeconds, more });
  }
  return { waits, mostOrigins: ready };
}

/** The mean of the last seconds: an autoscaler sees no more. */
function recentWork(work: Float64Array, second: number, seconds: number): number {
  const from = Math.max(0, second + 1 - seconds);
  const recent = work.subarray(from, second + 1);
  return recent.reduce((sum, each) => sum + each, 0) / recent.length;
}
