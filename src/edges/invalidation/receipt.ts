/** What became of an invalidation, at this origin and at each edge. */
import type { PurgeMode } from '../edge.js';
import type { InvalidationRequest } from './invalidation-request.js';

/** `waiting` also while it is tried again. */
export type EdgeState = 'waiting' | 'done' | 'failed';

export interface EdgeReceipt {
  readonly name: string;
  readonly state: EdgeState;
  readonly attempts: number;
  /** What it was last told, or why it was not; for people. */
  readonly detail?: string;
  /** Whether it was seen to have forgotten; absent where an edge offers no way to see that. */
  readonly verified?: boolean;
  /** ISO 8601; of the last attempt's end. */
  readonly at?: string;
}

export interface OriginReceipt {
  /** Segments dropped. */
  readonly memory: number;
  readonly disk: number;
  /** Encodes under way that were given up. */
  readonly underWay: number;
}

export interface Receipt {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** When the last edge was done or given up. */
  readonly completedAt?: string;
  /** `failed`: at least one edge was given up. */
  readonly state: 'under way' | 'completed' | 'failed';
  readonly target: InvalidationRequest['target'];
  readonly mode: PurgeMode;
  /** Of the hook's message that asked for it. */
  readonly messageId?: string;
  readonly origin: OriginReceipt;
  readonly edges: readonly EdgeReceipt[];
}

/** The receipt with what is now known of one of its edges. */
export function withEdge(receipt: Receipt, edge: EdgeReceipt, now: Date): Receipt {
  const edges = receipt.edges.map((one) => (one.name === edge.name ? edge : one));
  return settled({ ...receipt, edges }, now);
}

/** The receipt with its state as that of its edges makes it. */
export function settled(receipt: Receipt, now: Date): Receipt {
  const states = receipt.edges.map(({ state }) => state);
  if (states.includes('waiting')) return receipt;
  const state = states.includes('failed') ? 'failed' : 'completed';
  return { ...receipt, state, completedAt: now.toISOString() };
}
