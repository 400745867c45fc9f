/** The files that @tus/file-store keeps of unfinished uploads: the bytes under its id, and what is known of it beside them. */
import type { Upload } from '@tus/server';
import { z } from 'zod';
import type { Staging } from '../masters/staging.js';
import { readJson } from '../read-json.js';

/** An upload, as it was created. */
export interface StoredUpload extends Pick<Upload, 'id' | 'size'> {
  readonly metadata?: Upload['metadata'];
}

const FILE = /^[0-9a-f]{32}(?:\.json)?$/;
const DESCRIPTION = /^([0-9a-f]{32})\.json$/;
const description = z.object({
  size: z.number(),
  metadata: z.record(z.string(), z.string().nullable()).optional(),
});

/** The upload that a file of this name is of; undefined for other files. */
export function uploadOfFile(name: string): string | undefined {
  return FILE.test(name) ? name.slice(0, 32) : undefined;
}

/** The name of the file that describes an upload. */
export function descriptionName(id: string): string {
  return `${id}.json`;
}

/** Those of an earlier process. Leaves out what cannot be read. */
export async function* storedUploads(
  staging: Staging,
): AsyncGenerator<StoredUpload & { readonly size: number }> {
  for (const name of await staging.names()) {
    const id = DESCRIPTION.exec(name)?.[1];
    if (id === undefined) continue;
    const stored = description.safeParse(await readJson(staging.pathOf(name)));
    if (stored.success) yield { id, ...stored.data };
  }
}
