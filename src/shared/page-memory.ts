/**
 * Arrays in pages of their own, which go back to the system when they are released or collected. What smaller arrays take comes
 * from the C library, which keeps it for later ones: a thread that had a million small arrays leaves hundreds of megabytes to the process.
 */

type ArrayType<T> = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): T;
};

/** An array of zeros. A resizable buffer is what the engine maps pages for, rather than to ask the C library. */
export function pageArray<T extends ArrayBufferView>(type: ArrayType<T>, length: number): T {
  const bytes = length * type.BYTES_PER_ELEMENT;
  return new type(new ArrayBuffer(bytes, { maxByteLength: bytes }), 0, length);
}

/** Gives back the memory of an array made by `pageArray` now, and not when it is collected. It has no elements then. */
export function releasePages({ buffer }: ArrayBufferView): void {
  if (buffer instanceof ArrayBuffer && buffer.resizable) buffer.resize(0);
}
