/**
 * What is on the disk of unfinished imports, by which a later process goes on with them. The URLs of sources may hold secrets: the
 * files can be read by their owner alone, and are removed when their imports are over.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../shared/atomic-write.js';
import { incomingOf } from '../masters/incoming.js';
import { readJson } from '../read-json.js';
import { importRequestSchema } from './import-record.js';

const IMPORT_ID = /^imp_[0-9a-f]{24}$/;
/** How many are read; there are never more. The rest is removed. */
const MAX_STORED = 100;
/** An older one is not gone on with: as long as one copy may take at most. */
const MAX_AGE_MS = 7 * 24 * 60 * 60_000;
const bytes = z.int().min(0);

const storedImportSchema = z.object({
  id: z.string().regex(IMPORT_ID),
  request: importRequestSchema.refine(({ asset }) => isAssetName(asset)),
  /** ISO 8601. */
  createdAt: z.iso.datetime(),
  /** How often its copy has begun. */
  starts: bytes,
  /** What its file has of one version of the source. */
  held: z
    .object({
      /** That are on the disk for certain. */
      bytes,
      validator: z.string().max(1024).exactOptional(),
      totalBytes: bytes.exactOptional(),
      ...{ fileName: z.string(), contentType: z.string() },
      /** Whether that is all of it, to be published. */
      isComplete: z.boolean(),
    })
    .readonly()
    .exactOptional(),
});

export type StoredImport = Readonly<z.infer<typeof storedImportSchema>>;
export type HeldBytes = NonNullable<StoredImport['held']>;

export class StoredImports {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws the error of the file system. */
  async save(stored: StoredImport): Promise<void> {
    await writeAtomically(this.#path(`${stored.id}.json`), JSON.stringify(stored), { flush: true });
  }

  async remove(id: string): Promise<void> {
    await rm(this.#path(`${id}.json`), { force: true });
  }

  /** Those of an earlier process, the oldest first. Removes what cannot be gone on with. @param now milliseconds since 1970. */
  async load(now: number): Promise<readonly StoredImport[]> {
    const loaded: StoredImport[] = [];
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const stored = storedImportSchema.safeParse(await readJson(this.#path(name)));
      const isKept =
        loaded.length < MAX_STORED && stored.success && now - Date.parse(stored.data.createdAt) < MAX_AGE_MS;
      if (isKept) loaded.push(stored.data);
      else await rm(this.#path(name), { force: true, recursive: true });
    }
    return loaded.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

function isAssetName(name: string): boolean {
  try {
    incomingOf(name);
    return true;
  } catch {
    return false;
  }
}
