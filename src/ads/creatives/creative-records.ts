/** What this server knows of the creatives that it has copied, on its disk. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type AssetId, toAssetId } from '../../shared/asset-id.js';
import { writeAtomically } from '../../shared/atomic-write.js';

/** One that was copied, or is being copied. */
export interface CreativeRecord {
  readonly asset: AssetId;
  /** Whose it is: the host of the ad tag that it was first copied for. */
  readonly server: string;
  /** Of one that is being copied as many as it may have. */
  readonly bytes: number;
  /** When a session was last given it; milliseconds since 1970. */
  readonly usedAt: number;
}

const schema = z.strictObject({
  asset: z
    .string()
    .regex(/^ads\/[0-9a-f]{32}$/)
    .transform((name) => toAssetId(name)),
  server: z.string().max(255),
  bytes: z.int().min(0),
  usedAt: z.number().min(0),
});

/** Those that are valid; none where there is no such file, or nothing that can be understood. @throws the error of the file system. */
export async function readCreativeRecords(file: string): Promise<readonly CreativeRecord[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  const records = z.array(z.unknown()).safeParse(parsed(text)).data ?? [];
  return records.flatMap((record) => schema.safeParse(record).data ?? []);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws the error of the file system. */
export async function writeCreativeRecords(file: string, records: Iterable<CreativeRecord>): Promise<void> {
  await writeAtomically(file, JSON.stringify([...records]));
}
