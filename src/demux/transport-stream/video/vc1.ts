import { readVc1Picture } from '../../../bitstream/index.js';
import type { Finding, VideoRules } from './video-rules.js';

/** Between them: the entry point. */
const [FRAME, SEQUENCE] = [0x0d, 0x0f];

/** VC-1 in its advanced profile (SMPTE ST 421 annex E). A decoder begins after a sequence header. */
export class Vc1Rules implements VideoRules {
  #hasSequence = false;

  read(head: Uint8Array) {
    const picture = readVc1Picture(head);
    const isPoint = this.#hasSequence;
    this.#hasSequence = false;
    return isPoint ? picture : { ...picture, access: 'none' as const };
  }

  headBytes(first: number): number {
    return first >= FRAME && first <= SEQUENCE ? 2 : 0;
  }

  look(head: Uint8Array): Finding {
    const [code = 0] = head;
    if (code === SEQUENCE) this.#hasSequence = true;
    return code === FRAME ? 'picture' : 'opening';
  }
}
