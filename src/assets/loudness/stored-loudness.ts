/** The loudness of one version of an asset, in a file beside its index. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { AssetId } from '../../shared/asset-id.js';
import { writeAtomically } from '../../shared/atomic-write.js';
import { indexPath } from '../index-store.js';
import type { VersionName } from '../version-folder.js';
import type { Loudness } from './loudness.js';

/** What it is of. */
export interface MeasuredAudio extends VersionName {
  readonly asset: AssetId;
  readonly trackId: number;
}

/** Increment when what is measured changes. */
const MEASURE_VERSION = 1;
/** More than a file has. */
const MAX_BYTES = 1024;

const storedSchema = z.strictObject({
  integrated: z.number().min(-70).max(20).optional(),
  truePeak: z.number().min(-200).max(50).optional(),
  /** See `checksum`. */
  sha256: z.string(),
});

/** Undefined for a file that is missing, or that is not as it was written for this very audio. Never rejects. */
export async function readLoudness(dataPath: string, audio: MeasuredAudio): Promise<Loudness | undefined> {
  try {
    const parsed = storedSchema.safeParse(JSON.parse(await readSmall(pathOf(dataPath, audio))));
    if (!parsed.success) return undefined;
    const { sha256, integrated, truePeak } = parsed.data;
    const loudness = {
      ...(integrated !== undefined && { integrated }),
      ...(truePeak !== undefined && { truePeak }),
    };
    return sha256 === checksum(audio, loudness) ? loudness : undefined;
  } catch {
    return undefined;
  }
}

/** @throws the error of the file system. */
export async function writeLoudness(
  dataPath: string,
  audio: MeasuredAudio,
  loudness: Loudness,
): Promise<void> {
  const stored = { ...loudness, sha256: checksum(audio, loudness) };
  await writeAtomically(pathOf(dataPath, audio), `${JSON.stringify(stored)}\n`);
}

function pathOf(dataPath: string, audio: VersionName): string {
  return join(dirname(indexPath(dataPath, audio)), 'loudness.json');
}

/** A damaged disk, or a file of another asset, is told by it; it is no protection from those who may write there. */
function checksum({ asset, version, trackId }: MeasuredAudio, { integrated, truePeak }: Loudness): string {
  const facts = [MEASURE_VERSION, asset, version, trackId, integrated ?? null, truePeak ?? null];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

/** The text of a file, of which no more than MAX_BYTES are read. */
async function readSmall(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
