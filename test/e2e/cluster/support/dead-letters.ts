/** The jobs of a cluster that failed for good, as the operator sees them, and their problem, as a viewer does. */
import type { Cluster } from '../../../support/cluster.js';
import { askPatiently, patientFetch } from '../../../support/patient-fetch.js';

export interface DeadLetter {
  readonly id: string;
  readonly asset: string;
  /** Rendition and number: `v360-77ab…/3`. */
  readonly segment: string;
  readonly code: string;
  readonly attempts: number;
  /** ISO 8601. */
  readonly failedAt: string;
}

const RETRY_MS = 250;

/** What `onplay jobs list` has. */
export async function deadLetters(cluster: Pick<Cluster, 'command'>): Promise<readonly DeadLetter[]> {
  return JSON.parse(await cluster.command('jobs', 'list', '--json')) as readonly DeadLetter[];
}

/** Rendition and number of the segment at a URL, as dead letters and logs have them. */
export function segmentKey(url: string): string {
  return new URL(url).pathname.split('/').slice(-2).join('/').replace('.m4s', '');
}

/** The dead letter of the segment at a URL. */
export async function deadLetterOf(
  cluster: Pick<Cluster, 'command'>,
  url: string,
): Promise<DeadLetter | undefined> {
  return (await deadLetters(cluster)).find(({ segment }) => segment === segmentKey(url));
}

/** Asks for a segment that cannot be produced until that is the answer, and no refusal for want of capacity. */
export async function patientProblem(url: string): Promise<{ code?: string }> {
  return askPatiently(
    async () => (await (await patientFetch(url)).json()) as { code?: string },
    ({ code }) => (code === 'encode_failed' ? 0 : RETRY_MS),
  );
}
