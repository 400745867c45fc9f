/** Separates the large arrays from an index, so that they can be written, read and transferred without being copied. */

type Column = Float64Array | Uint32Array | Uint8Array;

const KINDS = { f64: Float64Array, u32: Uint32Array, u8: Uint8Array } as const;
type Kind = keyof typeof KINDS;

/** Replaces an array in the value. */
interface Placeholder {
  readonly column: Kind;
  readonly length: number;
}

/** Returns the value with a placeholder for each array, and the arrays in the order of their placeholders. */
export function withoutColumns(value: unknown): {
  readonly rest: unknown;
  readonly columns: readonly Column[];
} {
  const columns: Column[] = [];
  const rest = mapped(value, (inner) => {
    const kind = kindOf(inner);
    if (kind === undefined) return undefined;
    columns.push(inner as Column);
    return { column: kind, length: (inner as Column).length } satisfies Placeholder;
  });
  return { rest, columns };
}

/** Allocates the arrays that `rest` has placeholders for, in their order. */
export function allocateColumns(rest: unknown): Column[] {
  const columns: Column[] = [];
  mapped(rest, (inner) => {
    if (isPlaceholder(inner)) columns.push(new KINDS[inner.column](inner.length));
    return undefined;
  });
  return columns;
}

/** Bytes of all arrays that `rest` has placeholders for. */
export function columnBytes(rest: unknown): number {
  let bytes = 0;
  mapped(rest, (inner) => {
    if (isPlaceholder(inner)) bytes += inner.length * KINDS[inner.column].BYTES_PER_ELEMENT;
    return undefined;
  });
  return bytes;
}

/** Reverses `withoutColumns`. */
export function withColumns(rest: unknown, columns: readonly Column[]): unknown {
  let next = 0;
  return mapped(rest, (inner) => (isPlaceholder(inner) ? columns[next++] : undefined));
}

/**
 * The value with a copy of each array that views part of a larger buffer: another thread would get all of that buffer, and keep it as long
 * as the array. Arrays that have their buffer to themselves are not copied.
 */
export function withOwnBuffers<T>(value: T): T {
  return mapped(value, (inner) => {
    const kind = kindOf(inner);
    if (kind === undefined) return undefined;
    return isPart(inner as Column) ? new KINDS[kind](inner as Column) : inner;
  }) as T;
}

/** The buffers to transfer to another thread with the arrays, except those of arrays that view part of a larger buffer. */
export function transferableBuffers(columns: readonly Column[]): ArrayBuffer[] {
  const whole = columns.filter((column) => !isPart(column));
  return [...new Set(whole.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
}

function isPart({ buffer, byteLength }: Column): boolean {
  return buffer.byteLength > byteLength;
}

function kindOf(value: unknown): Kind | undefined {
  if (value instanceof Float64Array) return 'f64';
  if (value instanceof Uint32Array) return 'u32';
  return value instanceof Uint8Array ? 'u8' : undefined;
}

function isPlaceholder(value: unknown): value is Placeholder {
  return typeof value === 'object' && value !== null && Object.hasOwn(KINDS, (value as Placeholder).column);
}

/** Copies plain objects and arrays at any depth, replacing each value for which `replace` does not return undefined. */
function mapped(value: unknown, replace: (inner: unknown) => unknown): unknown {
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(value)) return value.map((inner) => mapped(inner, replace));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, mapped(inner, replace)] as const);
  return Object.fromEntries(entries);
}
