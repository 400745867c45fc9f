/** Processor time of an origin for one more session of an asset that it knows: its multivariant playlist. Measured. */
import { type Origin, startOrigin } from '../../../test/support/origin.js';
import { asAsset, type BenchMaster } from '../master.js';
import { processorSeconds } from '../processor-time.js';
import { idle } from '../timing.js';

/** Requests in progress at once, as edges keep connections open. */
const TOGETHER = 16;
/** With an edge, all viewers of an asset count as one, as they need its segments once. It is never told anything. */
const EDGES = JSON.stringify([{ kind: 'nginx', url: 'http://127.0.0.1:9' }]);

/** Seconds of processor time for each session, as often as it was measured. */
export async function measureSessions(
  master: BenchMaster,
  size: { readonly times: number; readonly sessions: number },
): Promise<number[]> {
  const origin = await startOrigin({
    env: { ONPLAY_EDGES: EDGES },
    masters: { [asAsset(master)]: master.path },
  });
  try {
    // The first one has the index made, and what it will play; the others have the code compiled.
    await beginSessions(origin, 1);
    await idle(origin);
    await beginSessions(origin, size.sessions);
    await idle(origin);
    const costs: number[] = [];
    for (let round = 0; round < size.times; round++) {
      const before = processorSeconds(origin.process.pid!);
      await beginSessions(origin, size.sessions);
      costs.push((processorSeconds(origin.process.pid!) - before) / size.sessions);
    }
    return costs;
  } finally {
    await origin.stop();
  }
}

/** Each with a token of its own, as no two viewers have the same. */
async function beginSessions(origin: Origin, count: number): Promise<void> {
  const tokens = Array.from({ length: count }, (_, place) =>
    origin.token('master', { viewer: `viewer-${place}` }),
  );
  await Promise.all(Array.from({ length: TOGETHER }, () => beginAll(origin, tokens)));
}

/** Takes tokens from the list until there are none. */
async function beginAll(origin: Origin, tokens: string[]): Promise<void> {
  for (let token = tokens.pop(); token !== undefined; token = tokens.pop()) {
    const response = await origin.fetch(`/master.m3u8?token=${token}`);
    if (!response.ok) throw new Error(`a session got ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
  }
}
