import type { Master } from '../../../src/stores/store.js';
import { inMemory } from './byte-source.js';

/** A master whose bytes are in memory. */
export function inMemoryMaster(bytes: Uint8Array): Master {
  return { asset: 'a', version: 'v', size: bytes.byteLength, open: async () => inMemory(bytes) };
}
