/** The ids of entries of a stream, as `1526919030474-55`: when Redis added it, and a number. */

export const FIRST_ID = '0-0';

/** Whether a text is the id of an entry. */
export function isEntryId(text: string): boolean {
  return /^\d{1,15}-\d{1,15}$/.test(text);
}

/** When an entry was added by the clock of Redis, in milliseconds since 1970. */
export function addedAtMs(id: string): number {
  return Number(id.split('-')[0]);
}

/** The id before all entries that are added from this time on. */
export function idBefore(ms: number): string {
  return `${Math.max(0, Math.floor(ms) - 1)}-0`;
}

/** Whether an entry was added after another one. */
export function isAfter(id: string, other: string): boolean {
  const [ms = 0, number = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split('-').map(Number);
  return ms - otherMs > 0 || (ms === otherMs && number > otherNumber);
}
