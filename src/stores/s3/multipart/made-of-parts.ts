/** By what an object is known to be made of the parts of an upload. Pure. */
import { createHash } from 'node:crypto';
import type { ObjectFacts } from '../object-store.js';

/** A digest, alone or with a number of parts behind it: the entity tags of S3 and of the stores like it. */
const DIGEST = /^"[0-9a-f]{32}(-\d+)?"$/;

/**
 * Whether an object has the size and the entity tag of parts that were put together. In S3 that tag is the MD5 of theirs, and their
 * number; where tags are of another kind, the size alone decides.
 * @param parts all of them, in ascending order.
 */
export function isMadeOf(object: ObjectFacts, parts: readonly ObjectFacts[]): boolean {
  if (object.size !== parts.reduce((bytes, { size }) => bytes + size, 0)) return false;
  const areDigests = [object, ...parts].every(({ entityTag }) => DIGEST.test(entityTag));
  return !areDigests || object.entityTag === compositeTag(parts);
}

function compositeTag(parts: readonly ObjectFacts[]): string {
  const digest = createHash('md5');
  for (const { entityTag } of parts) digest.update(entityTag.slice(1, 33), 'hex');
  return `"${digest.digest('hex')}-${parts.length}"`;
}
