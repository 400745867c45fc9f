import type { MasterElement } from '../ebml/read-element.js';
import { ID } from './ids.js';

/** What the beginning of a file says about what follows. */
interface EbmlHeader {
  /** `matroska` or `webm`. */
  readonly docType: string;
  /** The version of the format that a reader has to know: 4 is that of RFC 9559. */
  readonly readVersion: number;
  readonly maxIdLength: number;
  readonly maxSizeLength: number;
}

/**
 * RFC 8794 11.2 EBML header
 *
 *     DocType             string    as of RFC 9559 5.1.1: matroska, webm
 *     DocTypeReadVersion  unsigned  1
 *     EBMLMaxIDLength     unsigned  4
 *     EBMLMaxSizeLength   unsigned  8
 */
export function readEbmlHeader(header: MasterElement): EbmlHeader {
  return {
    docType: header.text(ID.docType, 'matroska'),
    readVersion: header.unsigned(ID.docTypeReadVersion, 1),
    maxIdLength: header.unsigned(ID.maxIdLength, 4),
    maxSizeLength: header.unsigned(ID.maxSizeLength, 8),
  };
}
