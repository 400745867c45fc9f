/** Common Media Client Data: what a player reports about itself with each request (CTA-5004). */

export type CmcdValue = string | number | true;

const maximumLength = 2048;
const maximumKeys = 64;

/** One `key`, `key=number`, `key=token` or `key="text"`, and the separator after it (CTA-5004 3.1, 3.2). */
const member =
  /([a-z][a-z0-9_.*-]{0,63})(?:=(?:(-?\d{1,15}(?:\.\d{1,6})?)(?=\s*(?:,|$))|([a-z*][\w!#$%&'*+.^`|~:/-]{0,127})|"((?:[^"\\]|\\["\\]){0,1024})"))?\s*(?:,\s*|$)/iy;

/**
 * The keys and values of a `CMCD-Request` header or of the percent-decoded `CMCD` query parameter. Empty if any of it is
 * malformed or it is too long: it is untrusted advice, so none of it is used unless all of it is valid.
 */
export function parseCmcd(text: string): ReadonlyMap<string, CmcdValue> {
  const values = new Map<string, CmcdValue>();
  if (text.length > maximumLength) return values;
  member.lastIndex = 0;
  while (member.lastIndex < text.length) {
    const match = member.exec(text);
    const key = match?.[1];
    if (match === null || key === undefined || values.has(key) || values.size >= maximumKeys)
      return new Map();
    values.set(key, memberValue(match));
  }
  return text.trimEnd().endsWith(',') ? new Map() : values;
}

function memberValue([, , number, token, quoted]: RegExpExecArray): CmcdValue {
  if (number !== undefined) return Number(number);
  return token ?? quoted?.replace(/\\(["\\])/g, '$1') ?? true;
}

/** The measured throughput `mtp` in bit/s (kbit/s in CTA-5004); undefined unless a whole number of 1 kbit/s to 100 Gbit/s. */
export function measuredThroughput(values: ReadonlyMap<string, CmcdValue>): number | undefined {
  const kilobits = values.get('mtp');
  if (typeof kilobits !== 'number' || !Number.isInteger(kilobits)) return undefined;
  return kilobits > 0 && kilobits <= 100_000_000 ? kilobits * 1000 : undefined;
}
