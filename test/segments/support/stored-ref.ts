import type { SegmentRef } from '../../../src/segments/segment-ref.js';

/** A reference to a segment with any key, of which stores read no more than the names. */
export function storedRef(key: string, asset = 'film', version = 'one'): SegmentRef {
  const [, name = ''] = key.split('/');
  const variant = { asset: { id: asset, master: { version } } };
  return { key, name: Number(name), variant } as unknown as SegmentRef;
}
