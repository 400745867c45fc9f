/** The receipt of an invalidation: its effect on this origin and its state at each edge. */
import type { PurgeMode } from '../edge.js';
import type { InvalidationRequest } from './invalidation-request.js';

/** `waiting` until the edge accepts or the last retry fails. */
export type EdgeState = 'waiting' | 'done' | 'failed';

export interface EdgeReceipt {
  readonly name: string;
  readonly state: EdgeState;
  readonly attempts: number;
  /** Free text: the outcome of the last attempt, or why it failed. */
  readonly detail?: string;
  /** Whether the effect was checked at the edge; absent if the edge offers no way to check. */
  readonly verified?: boolean;
  /** The end of the last attempt, ISO 8601. */
  readonly at?: string;
}

export interface OriginReceipt {
  /** Segments dropped from memory. */
  readonly memory: number;
  /** Segments dropped from disk. */
  readonly disk: number;
  /** Encodes in progress that were cancelled. */
  readonly underWay: number;
}

export interface Receipt {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** When the last edge was done or had failed, ISO 8601. */
  readonly completedAt?: string;
  /** `failed`: at least one edge could not be notified. */
  readonly state: 'under way' | 'completed' | 'failed';
  readonly target: InvalidationRequest['target'];
  readonly mode: PurgeMode;
  /** The `webhook-id` of the message that requested it. */
  readonly messageId?: string;
  readonly origin: OriginReceipt;
  readonly edges: readonly EdgeReceipt[];
}

/** The receipt with the new state of one edge. */
export function withEdge(receipt: Receipt, edge: EdgeReceipt, now: Date): Receipt {
  const edges = receipt.edges.map((one) => (one.name === edge.name ? edge : one));
  return settled({ ...receipt, edges }, now);
}

/** The receipt with the state that its edges result in. */
export function settled(receipt: Receipt, now: Date): Receipt {
  const states = receipt.edges.map(({ state }) => state);
  if (states.includes('waiting')) return receipt;
  const state = states.includes('failed') ? 'failed' : 'completed';
  return { ...receipt, state, completedAt: now.toISOString() };
}
