/** Parameter sets of several renditions in one buffer, as they are cached: each after its length in two bytes. */

export function joinParameterSets(sets: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    sets.flatMap((set) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(set.byteLength);
      return [length, set];
    }),
  );
}

/** The parameter sets at an index of the list, counted from 0. */
export function parameterSetsAt(list: Uint8Array, index: number): Uint8Array {
  const bytes = Buffer.from(list.buffer, list.byteOffset, list.byteLength);
  let at = 0;
  for (let i = 0; i < index; i++) at += 2 + bytes.readUInt16BE(at);
  return bytes.subarray(at + 2, at + 2 + bytes.readUInt16BE(at));
}
