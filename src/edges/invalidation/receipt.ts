/** The receipt of an invalidation: its effect on this origin and its state at each edge. */
import { z } from 'zod';
import type { AssetId } from '../../shared/asset-id.js';

const edgeReceiptSchema = z
  .object({
    name: z.string(),
    state: z
      .enum(['waiting', 'done', 'failed'])
      .describe('`waiting` until the edge accepts or the last retry fails.'),
    attempts: z.number(),
    detail: z
      .string()
      .exactOptional()
      .describe('Free text: the outcome of the last attempt, or why it failed.'),
    verified: z
      .boolean()
      .exactOptional()
      .describe('Whether the effect was checked at the edge; absent if the edge offers no way to check.'),
    at: z.string().exactOptional().describe('The end of the last attempt, ISO 8601.'),
  })
  .readonly();

const originReceiptSchema = z
  .object({
    memory: z.number().describe('Segments dropped from memory.'),
    disk: z.number().describe('Segments dropped from disk.'),
    underWay: z.number().describe('Encodes in progress that were cancelled.'),
  })
  .readonly();

/** Names are checked where requests are read. */
const asset = z.string() as unknown as z.ZodType<AssetId>;

/** As `InvalidationRequest` has it: the compiler compares them where a receipt is made and where it is carried out. */
const targetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('everything') }),
  z.object({ kind: z.literal('asset'), asset }),
  z.object({ kind: z.literal('version'), asset, version: z.string() }),
  z.object({ kind: z.literal('rendition'), asset, rendition: z.string() }),
  z.object({
    kind: z.literal('viewer'),
    viewer: z.string(),
    tenant: z
      .string()
      .exactOptional()
      .describe('Absent where the viewers of all tenants by that name are meant.'),
    seconds: z.number(),
  }),
  z.object({ kind: z.literal('token'), token: z.string(), seconds: z.number() }),
]);

/** The receipt as the management API returns it and as it is stored. */
export const receiptSchema = z
  .object({
    id: z.string(),
    createdAt: z.string().describe('ISO 8601.'),
    completedAt: z.string().exactOptional().describe('When the last edge was done or had failed, ISO 8601.'),
    state: z
      .enum(['under way', 'completed', 'failed'])
      .describe('`failed`: at least one edge could not be notified.'),
    target: targetSchema,
    mode: z.enum(['hard', 'soft']),
    messageId: z.string().exactOptional().describe('The `webhook-id` of the message that requested it.'),
    origin: originReceiptSchema,
    edges: z.array(edgeReceiptSchema).readonly(),
  })
  .readonly();

export type EdgeReceipt = z.infer<typeof edgeReceiptSchema>;
export type OriginReceipt = z.infer<typeof originReceiptSchema>;
export type Receipt = z.infer<typeof receiptSchema>;

/** The receipt with the new state of one edge. */
export function withEdge(receipt: Receipt, edge: EdgeReceipt, now: Date): Receipt {
  const edges = receipt.edges.map((one) => (one.name === edge.name ? edge : one));
  return settled({ ...receipt, edges }, now);
}

/** The receipt of an invalidation that this origin could not carry out, so that no edge is notified either. */
export function refused(receipt: Receipt, now: Date): Receipt {
  const edges = receipt.edges.map(
    (edge): EdgeReceipt => ({ ...edge, state: 'failed', detail: 'the origin failed' }),
  );
  return { ...receipt, edges, state: 'failed', completedAt: now.toISOString() };
}

/** The receipt with the state that its edges result in. */
export function settled(receipt: Receipt, now: Date): Receipt {
  const states = receipt.edges.map(({ state }) => state);
  if (states.includes('waiting')) return receipt;
  const state = states.includes('failed') ? 'failed' : 'completed';
  return { ...receipt, state, completedAt: now.toISOString() };
}
