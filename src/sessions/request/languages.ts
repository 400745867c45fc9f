/** Languages that a viewer wants, and which of those that there are suits best. Pure. */

/** More in one header are of no viewer. */
const MAX_RANGES = 32;
const MAX_HEADER_CHARACTERS = 1000;
/** A language range (RFC 4647 2.1), with a weight (RFC 9110 12.4.2). */
const WEIGHTED_RANGE =
  /^([a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:\s*;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/i;

/** The ranges of `Accept-Language` (RFC 9110 12.5.4), the most wanted first. What is malformed, `*` and what is not wanted is left out. */
export function acceptedLanguages(header: string | undefined): readonly string[] {
  if (header === undefined || header.length > MAX_HEADER_CHARACTERS) return [];
  return header
    .split(',', MAX_RANGES)
    .map((part) => WEIGHTED_RANGE.exec(part.trim()))
    .filter((match) => match !== null)
    .map(([, range = '', weight = '1']) => ({ range, weight: Number(weight) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ range }) => range);
}

/**
 * The language that suits the first range for which there is one: the range itself, one that is within it (RFC 4647 3.3.1), or
 * what is left of it without its last parts (3.4).
 * @param available BCP 47 tags, the preferred ones first. @param wanted language ranges, the most wanted first.
 */
export function bestLanguage(available: readonly string[], wanted: readonly string[]): string | undefined {
  for (const range of wanted) {
    for (
      let part = range.toLowerCase();
      part !== '';
      part = part.slice(0, Math.max(0, part.lastIndexOf('-')))
    ) {
      const found = available.find((tag) => tag.toLowerCase() === part) ?? withinRange(available, part);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function withinRange(available: readonly string[], range: string): string | undefined {
  return available.find((tag) => tag.toLowerCase().startsWith(`${range}-`));
}
