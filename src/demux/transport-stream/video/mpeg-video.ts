import { readMpeg2Picture } from '../../../bitstream/index.js';
import type { Finding, VideoRules } from './video-rules.js';

const PICTURE = 0x00;
const LAST_SLICE = 0xaf;
const SEQUENCE = 0xb3;
const EXTENSION = 0xb5;
const GROUP = 0xb8;
const PICTURE_CODING = 8;
const FRAME = 3;

/**
 * MPEG-1 and MPEG-2 video (ISO/IEC 11172-2, 13818-2). A picture is known once its coding extension says whether it is a field, or,
 * where there is none, with its first slice.
 */
export class MpegVideoRules implements VideoRules {
  /** Whether a picture header was read whose picture is still to come. */
  #isPicture = false;
  /** picture_structure of a first field whose second is still to come; 0 for none. */
  #openField = 0;

  read(head: Uint8Array) {
    return readMpeg2Picture(head, false);
  }

  headBytes(first: number): number {
    if (first === PICTURE || first === EXTENSION) return 4;
    if (first === GROUP) return 5;
    return first === SEQUENCE || (first <= LAST_SLICE && this.#isPicture) ? 1 : 0;
  }

  look(head: Uint8Array): Finding {
    const [code = 0, second = 0, , fourth = 0] = head;
    if (code === PICTURE) this.#isPicture = true;
    if (code === SEQUENCE || code === GROUP || code === PICTURE) return 'opening';
    if (!this.#isPicture) return 'nothing';
    if (code !== EXTENSION) return this.#picture(FRAME);
    return second >> 4 === PICTURE_CODING ? this.#picture(fourth & 3) : 'nothing';
  }

  #picture(structure: number): Finding {
    this.#isPicture = false;
    const isSecondField = structure !== FRAME && this.#openField !== 0 && this.#openField !== structure;
    this.#openField = structure === FRAME || isSecondField ? 0 : structure;
    return isSecondField ? 'second field' : 'picture';
  }
}
