import type { Master } from '../store.js';
import { versionOf } from './entity-tag.js';
import { type ObjectReading, s3Source } from './s3-source.js';
import type { StoredObject } from './stored-object.js';

/**
 * One version of an object as a master. Opening it makes no request, as the version is known: reading finds out whether the object
 * still is that, with each request.
 */
export function s3Master(asset: string, object: StoredObject, reading: ObjectReading): Master {
  return {
    ...{ asset, object },
    version: versionOf(object),
    size: object.size,
    open: async (signal) => s3Source(object, reading, signal),
  };
}
