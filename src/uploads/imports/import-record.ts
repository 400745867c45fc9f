/** An import as the management API describes it. */
import { z } from 'zod';

export const importSchema = z.object({
  id: z.string(),
  asset: z.string(),
  host: z
    .string()
    .describe('Where it is copied from. The rest of the URL may hold a secret and is not kept.'),
  state: z.enum(['waiting', 'copying', 'done', 'failed', 'cancelled']),
  bytes: z.number().describe('Copied so far.'),
  totalBytes: z.number().exactOptional().describe('Absent where the source does not say.'),
  createdAt: z.string().describe('ISO 8601.'),
  endedAt: z.string().exactOptional().describe('ISO 8601.'),
  problem: z
    .object({ code: z.string(), detail: z.string() })
    .readonly()
    .exactOptional()
    .describe('Why it failed.'),
});

export type ImportRecord = Readonly<z.infer<typeof importSchema>>;

/** A body as it is sent. */
export const importRequestSchema = z.strictObject({
  asset: z
    .string()
    .min(1)
    .max(1024)
    .describe('What it is to be called. May have an extension, as `films/trailer.mp4`.'),
  source: z.string().min(1).max(8192).describe('An http or https URL, or `s3://bucket/key`.'),
  replace: z.boolean().default(false).describe('Whether a master of this name is replaced.'),
});

export type ImportRequest = z.output<typeof importRequestSchema>;

/** Whether nothing more happens to it. */
export function isOver({ state }: ImportRecord): boolean {
  return state !== 'waiting' && state !== 'copying';
}
