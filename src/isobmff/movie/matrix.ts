import { u32 } from '../boxes/write-box.js';

/** Identity matrix `{ a b u, c d v, x y w }`: 16.16, except for u, v and w in 2.30 (ISO/IEC 14496-12 6.2.2). */
export const identityMatrix: Uint8Array = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
