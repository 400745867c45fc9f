import { u32 } from './box.js';

/** Identity transformation `{ a b u, c d v, x y w }`: 16.16, only u, v and w are 2.30 (ISO/IEC 14496-12 6.2.2). */
export const identityMatrix: Uint8Array = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
