/**
 * The notification that S3 sends about its objects, and stores with its interface send too (AWS: "Event message structure").
 * Only the names are taken from it: what an object is, the store of the masters says. Pure.
 */
import { z } from 'zod';
import type { AssetId } from '../shared/asset-id.js';
import { OnplayError } from '../shared/errors.js';
import { assetsOfFile } from '../stores/index.js';

/** S3 sends one; other senders collect some. */
const MAX_RECORDS = 100;

const eventSchema = z.looseObject({
  Records: z
    .array(
      z.looseObject({
        eventName: z.string().max(128),
        s3: z.looseObject({
          bucket: z.looseObject({ name: z.string().max(255) }),
          /** As in a form: percent-encoded, with `+` for spaces. */
          object: z.looseObject({ key: z.string().min(1).max(3072) }),
        }),
      }),
    )
    .max(MAX_RECORDS),
});

/** Where the masters are in a bucket. */
export interface BucketPlace {
  readonly bucket: string;
  /** Empty, or with a `/` at its end. */
  readonly prefix: string;
}

/** What has come and gone: each asset that an object may be the master of. */
export interface ChangedAssets {
  readonly created: readonly AssetId[];
  readonly removed: readonly AssetId[];
}

/**
 * @param place objects elsewhere are left out; without it the key is that of the master in its store.
 * @throws OnplayError `hook_malformed`.
 */
export function changedAssets(payload: unknown, place?: BucketPlace): ChangedAssets {
  // S3 sends this once, when notifications are set up.
  if (z.looseObject({ Event: z.literal('s3:TestEvent') }).safeParse(payload).success)
    return { created: [], removed: [] };
  const parsed = eventSchema.safeParse(payload);
  if (!parsed.success) throw malformed();
  const of = (kind: string) =>
    parsed.data.Records.filter(({ eventName }) => eventName.replace(/^s3:/, '').startsWith(kind)).flatMap(
      ({ s3 }) => assetsOfObject(s3.bucket.name, s3.object.key, place),
    );
  return { created: [...new Set(of('ObjectCreated:'))], removed: [...new Set(of('ObjectRemoved:'))] };
}

function assetsOfObject(bucket: string, key: string, place: BucketPlace | undefined): readonly AssetId[] {
  const name = decoded(key);
  if (place && (bucket !== place.bucket || !name.startsWith(place.prefix))) return [];
  return assetsOfFile(name.slice(place?.prefix.length ?? 0));
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return '';
  }
}

function malformed(): OnplayError {
  return new OnplayError('hook_malformed', {
    publicDetail: `A message must be an event notification of S3, with "Records" of at most ${MAX_RECORDS} objects.`,
  });
}
