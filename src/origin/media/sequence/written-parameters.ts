/** The query parameters that only manifests write. */
import type { ParameterRule } from '../../../sessions/index.js';

const expected = 'as a manifest has it';

/** Any text: it is verified, or looked up. */
export const writtenText: ParameterRule<string> = { read: (text) => text, expected };

export function writtenAs(form: RegExp): ParameterRule<string> {
  return { read: (text) => (form.test(text) ? text : undefined), expected };
}

/** A number from 0 on. @param count how many there are; no more than ten million. */
export function writtenNumber(count: number): ParameterRule<number> {
  const read = (text: string) =>
    /^(?:0|[1-9]\d{0,6})$/.test(text) && Number(text) < count ? Number(text) : undefined;
  return { read, expected };
}
