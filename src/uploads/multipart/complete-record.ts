/** Makes the parts of an upload a master, once, also where an earlier attempt was made whose answer was lost. */
import type { AssetId } from '../../shared/asset-id.js';
import type { MultipartStore, MultipartUpload } from '../../stores/index.js';
import type { MasterBucket } from '../masters/master-bucket.js';
import { masterName } from '../masters/master-name.js';
import { uploadUnknown } from '../tus/tus-errors.js';
import { type GivenPart, orderedParts, partsAsGiven } from './given-parts.js';
import type { MultipartRecord, MultipartRecords } from './multipart-records.js';

export interface OpenBucket {
  readonly destination: MasterBucket;
  readonly records: MultipartRecords;
  readonly multipart: MultipartStore;
}

/**
 * Resolves with the asset when its master is there and the one that it replaces is not. Before the store is asked to put the parts
 * together, the record says so: where the answer to that is lost, the next attempt, of whichever process, looks at what became of it.
 * @throws OnplayError `upload_unknown`, `upload_parts_wrong`, `asset_exists`, `store_unavailable`.
 */
export async function completeRecord(
  { destination, records, multipart }: OpenBucket,
  record: MultipartRecord,
  given: readonly GivenPart[],
): Promise<AssetId> {
  const { completing } = record;
  const name = masterName(record.name, {});
  const upload = uploadOf(record, destination);
  const stored = await multipart.parts(upload);
  if (!stored && !completing) throw uploadUnknown();
  const parts = stored ? orderedParts(record, given, stored) : partsAsGiven(record, given);
  if (completing && (await multipart.isMade(upload, parts))) {
    // Some stores know an upload, and do the same again, as long as its object is there.
    if (stored) await multipart.complete(upload, parts);
    await destination.removeReplaced(name, completing.replaces);
  } else if (stored) {
    await destination.storeAs(name, record.replace, async (replaces) => {
      await records.save({ ...record, completing: { replaces } });
      await multipart.complete(upload, parts);
    });
  } else throw uploadUnknown();
  return name.asset;
}

/** The key follows from the name, which is checked: whatever a record says, nothing is stored elsewhere. */
export function uploadOf({ name, uploadId }: MultipartRecord, destination: MasterBucket): MultipartUpload {
  return { key: destination.keyOf(masterName(name, {}).file), uploadId };
}
