/** What Matroska stores beside the block of a text: settings and id of WebVTT. */
import { ID, readElementHeader } from '../../matroska/index.js';

/** As much as follows a block: its duration, and a line of settings. */
export const BEHIND_BYTES = 512;

/** Elements that may follow a block in its group, before the additions. */
const IN_GROUP: ReadonlySet<number> = new Set([ID.blockDuration, ID.referenceBlock, ID.discardPadding]);
const CONTAINERS: ReadonlySet<number> = new Set([ID.blockAdditions, ID.blockMore]);
/** Far more than are written. */
const MAX_ELEMENTS = 16;

/**
 * RFC 9559 5.1.3.5.2: BlockAdditions, of which BlockMore has BlockAddID and BlockAdditional.
 * @param behind what follows the block in the file. @returns undefined where there is none.
 */
export function blockAddition(behind: Uint8Array): Uint8Array | undefined {
  const view = new DataView(behind.buffer, behind.byteOffset, behind.byteLength);
  for (let at = 0, count = 0; count < MAX_ELEMENTS; count++) {
    const header = readElementHeader(view, at, behind.byteLength);
    if (typeof header === 'string' || header.size === undefined) return undefined;
    const { id, headerSize, size } = header;
    const content = at + headerSize;
    if (id === ID.blockAdditional) return behind.subarray(content, content + size);
    if (CONTAINERS.has(id)) at = content;
    else if (IN_GROUP.has(id) || id === ID.blockAddId) at = content + size;
    else return undefined;
  }
  return undefined;
}
