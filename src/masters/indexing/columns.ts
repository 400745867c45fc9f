/** Takes the large arrays out of an index, so that they can be written, read and handed on without being copied. */

type Column = Float64Array | Uint32Array | Uint8Array;

const KINDS = { f64: Float64Array, u32: Uint32Array, u8: Uint8Array } as const;
type Kind = keyof typeof KINDS;

/** Stands where an array was. */
interface Place {
  readonly column: Kind;
  readonly length: number;
}

/** The value with a place instead of each array, and the arrays in the order of their places. */
export function withoutColumns(value: unknown): {
  readonly rest: unknown;
  readonly columns: readonly Column[];
} {
  const columns: Column[] = [];
  const rest = mapped(value, (inner) => {
    const kind = kindOf(inner);
    if (kind === undefined) return undefined;
    columns.push(inner as Column);
    return { column: kind, length: (inner as Column).length } satisfies Place;
  });
  return { rest, columns };
}

/** Room for the arrays of `rest`, in the order of their places. */
export function roomFor(rest: unknown): Column[] {
  const columns: Column[] = [];
  mapped(rest, (inner) => {
    if (isPlace(inner)) columns.push(new KINDS[inner.column](inner.length));
    return undefined;
  });
  return columns;
}

/** In bytes, of the arrays that `rest` has places for. */
export function columnBytes(rest: unknown): number {
  let bytes = 0;
  mapped(rest, (inner) => {
    if (isPlace(inner)) bytes += inner.length * KINDS[inner.column].BYTES_PER_ELEMENT;
    return undefined;
  });
  return bytes;
}

/** The value again, from what `withoutColumns` made of it. */
export function withColumns(rest: unknown, columns: readonly Column[]): unknown {
  let next = 0;
  return mapped(rest, (inner) => (isPlace(inner) ? columns[next++] : undefined));
}

/** The buffers of the arrays, to be handed to another thread; those that are part of a larger one are left out. */
export function transferableBuffers(columns: readonly Column[]): ArrayBuffer[] {
  const whole = columns.filter(({ buffer, byteLength }) => buffer.byteLength === byteLength);
  return [...new Set(whole.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
}

function kindOf(value: unknown): Kind | undefined {
  if (value instanceof Float64Array) return 'f64';
  if (value instanceof Uint32Array) return 'u32';
  return value instanceof Uint8Array ? 'u8' : undefined;
}

function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null && Object.hasOwn(KINDS, (value as Place).column);
}

/** Plain objects and arrays at any depth, with those values replaced for which `replace` gives something else. */
function mapped(value: unknown, replace: (inner: unknown) => unknown): unknown {
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(value)) return value.map((inner) => mapped(inner, replace));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, mapped(inner, replace)] as const);
  return Object.fromEntries(entries);
}
