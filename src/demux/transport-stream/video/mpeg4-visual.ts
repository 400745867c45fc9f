import { readMpeg4Picture } from '../../../bitstream/index.js';
import type { Finding, VideoRules } from './video-rules.js';

const LAST_LAYER = 0x2f;
const [SEQUENCE, GROUP, OBJECT, PLANE] = [0xb0, 0xb3, 0xb5, 0xb6];

/** MPEG-4 Visual (ISO/IEC 14496-2 6.2). A decoder begins after a video object layer. */
export class Mpeg4VisualRules implements VideoRules {
  #hasLayer = false;

  read(head: Uint8Array) {
    const picture = readMpeg4Picture(head);
    const isPoint = this.#hasLayer;
    this.#hasLayer = false;
    return picture && !isPoint ? { ...picture, access: 'none' as const } : picture;
  }

  headBytes(first: number): number {
    if (first === PLANE) return 2;
    if (first === GROUP) return 4;
    return first === SEQUENCE || first === OBJECT || first <= LAST_LAYER ? 1 : 0;
  }

  look(head: Uint8Array): Finding {
    const [code = 0] = head;
    if (code === PLANE) return 'picture';
    if (code <= LAST_LAYER) this.#hasLayer = true;
    return 'opening';
  }
}
