/** What a bucket has of the remuxed copies of one version of a master, as JSON. Pure. */
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { PreparedMaster } from '../../masters/index.js';

/** Of the manifest and of what remuxing makes: copies of another format are not used. */
const FORMAT = 1;
/** More than a master has streams that are copied. */
const MAX_FILES = 64;
const MAX_IGNORED = 1000;

const text = z.string().max(200);
/** A file name, and nothing that leads elsewhere. */
const fileName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,99}$/);
const seconds = z.number().min(-1e9).max(1e9);

const stream = z.strictObject({
  id: z.int().min(0).max(100_000),
  kind: z.enum(['video', 'audio']),
  codec: text,
  isEnabled: z.boolean(),
  startSeconds: seconds,
  firstFrameSeconds: seconds.exactOptional(),
});

const schema = z.strictObject({
  format: z.literal(FORMAT),
  /** Of the upload, beside the manifest: no other upload writes there. */
  directory: z.string().regex(/^[0-9a-f]{12}$/),
  container: text,
  files: z
    .array(
      z.strictObject({
        name: fileName,
        size: z.int().min(0),
        entityTag: z.string().regex(/^"[\x21\x23-\x7e]{1,254}"$/),
        kind: z.enum(['movie', 'matroska']),
        stream,
      }),
    )
    .min(1)
    .max(MAX_FILES),
  ignored: z
    .array(z.strictObject({ id: z.int(), kind: text, codec: text, reason: z.string().max(1000) }))
    .max(MAX_IGNORED),
});

export type CopyManifest = z.infer<typeof schema>;

/** The copy of one stream. */
export type SharedFile = CopyManifest['files'][number];

/** How a copy is stored in the bucket. */
export type StoredFile = Pick<SharedFile, 'size' | 'entityTag'>;

/** @param stored in the directory, each of the copies. */
export function copyManifest(
  { container, copies, ignored }: PreparedMaster,
  directory: string,
  stored: readonly StoredFile[],
): CopyManifest {
  const files = copies.map(({ path, kind, stream }, i) => {
    return { ...{ name: basename(path), kind, stream }, ...stored[i] };
  });
  return schema.parse({ format: FORMAT, directory, container, files, ignored });
}

/** Undefined for what is none, or is of another format: others may have written to the bucket. */
export function parseCopyManifest(bytes: Uint8Array): CopyManifest | undefined {
  try {
    return schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return undefined;
  }
}

/** What was made of the master, with its copies in this directory. */
export function preparedFrom({ container, files, ignored }: CopyManifest, folder: string): PreparedMaster {
  const copies = files.map(({ name, kind, stream }) => ({ path: join(folder, name), kind, stream }));
  return { container, copies, ignored };
}
