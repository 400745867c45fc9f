import type { MasterElement } from '../ebml/read-element.js';
import { unsignedOf } from '../ebml/values.js';
import { ID } from './ids.js';

/**
 * RFC 9559 5.1.1 SeekHead: where other elements of the segment are
 *
 *     Seek  master, repeated
 *       SeekID        binary    the id of the element
 *       SeekPosition  unsigned  in bytes from the beginning of the segment's contents
 *
 * Returns the first position of each id. Writers leave wrong ones: check what is there.
 */
export function readSeekHead(seekHead: MasterElement): ReadonlyMap<number, number> {
  const positions = new Map<number, number>();
  for (const seek of seekHead.masters(ID.seek)) {
    const id = unsignedOf(seek.binary(ID.seekId) ?? new Uint8Array());
    const position = seek.unsigned(ID.seekPosition);
    if (id !== undefined && position !== undefined && !positions.has(id)) positions.set(id, position);
  }
  return positions;
}
