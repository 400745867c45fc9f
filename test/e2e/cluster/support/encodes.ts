/** Which segments the processes of a cluster have encoded. */
import type { Cluster } from '../../../support/cluster.js';

/** How often each segment, or each image, was encoded in the whole cluster, by asset and key: `film v360-77ab…/3`. */
export function encodesOf(
  cluster: Pick<Cluster, 'log'>,
  message: 'segment encoded' | 'image encoded' = 'segment encoded',
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of cluster.log()) {
    if (line['msg'] !== message) continue;
    const key = `${line['asset']} ${line['recipe']}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The segments that were encoded more than once. */
export function encodedAgain(cluster: Pick<Cluster, 'log'>): string[] {
  return [...encodesOf(cluster)].flatMap(([key, count]) => (count > 1 ? [`${key}: ${count} times`] : []));
}
