/** An asset as `GET /api/assets` lists it, by its state. */
import { z } from 'zod';
import { type AssetState, describeAsset, type Texts } from '../../assets/index.js';
import { toProblem } from '../problems/problem.js';
import { assetSummarySchema } from './asset-description.js';

const id = z.string();

export const listedAssetSchema = z.discriminatedUnion('state', [
  z.object({ id, state: z.literal('new') }),
  z.object({
    id,
    state: z.literal('preparing'),
    preparing: z.object({
      phase: z.enum(['queued', 'remuxing', 'scanning', 'indexing']),
      percent: z.number().optional().describe('Of a remux or a scan, 0 to 100.'),
      queuePlace: z.number().optional().describe('Position in the queue for them, from 1.'),
    }),
  }),
  z.object({ id, state: z.literal('refused'), problem: z.object({ code: z.string(), detail: z.string() }) }),
  z.object({ id, state: z.literal('ready'), ...assetSummarySchema.shape }),
]);

/** An asset as `AssetLibrary.list` returns it. */
interface Listed {
  readonly id: string;
  readonly known: AssetState;
}

export function listedAsset({ id, known }: Listed, texts: Texts): z.infer<typeof listedAssetSchema> {
  if (known.state === 'new') return { id, state: 'new' };
  if (known.state === 'preparing') return { id, state: 'preparing', preparing: known.progress };
  if (known.state === 'refused') {
    const { code, detail } = toProblem(known.error, '').body;
    return { id, state: 'refused', problem: { code, detail } };
  }
  return { id, state: 'ready', ...describeAsset(known.asset, texts.reports(known.asset)).summary };
}
