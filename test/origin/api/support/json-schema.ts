/**
 * The part of JSON Schema 2020-12 that the OpenAPI document uses. A keyword that is not known here is an error: a schema
 * that says more than is checked would pass unnoticed.
 */
import { isDeepStrictEqual } from 'node:util';

export type Schema = Readonly<Record<string, unknown>>;

type Members = Readonly<Record<string, unknown>>;
type Check<T> = (value: unknown, says: T, at: string, schema: Schema) => readonly string[];

/** Keywords that only inform (Validation 7.2.1, 9). */
const ANNOTATIONS: ReadonlySet<string> = new Set(['default', 'description']);

const CHECKS: Readonly<Record<string, Check<never>>> = {
  type: ((value, type, at) => when(!isOfType(value, type), `${at} is no ${type}`)) as Check<string>,
  const: ((value, only, at) =>
    when(!isDeepStrictEqual(value, only), `${at} is not ${only}`)) as Check<unknown>,
  enum: ((value, all, at) => when(!all.includes(value), `${at} is none of ${all}`)) as Check<unknown[]>,
  minimum: ((value, least, at) => when(Number(value) < least, `${at} is below ${least}`)) as Check<number>,
  maximum: ((value, most, at) => when(Number(value) > most, `${at} is above ${most}`)) as Check<number>,
  minLength: ((value, least, at) =>
    when(lengthOf(value) < least, `${at} is shorter than ${least}`)) as Check<number>,
  maxLength: ((value, most, at) =>
    when(lengthOf(value) > most, `${at} is longer than ${most}`)) as Check<number>,
  pattern: ((value, pattern, at) =>
    when(
      typeof value === 'string' && !new RegExp(pattern, 'u').test(value),
      `${at} is not as ${pattern}`,
    )) as Check<string>,
  required: ((value, names, at) =>
    isObject(value)
      ? names.flatMap((name) => when(!Object.hasOwn(value, name), `${at}.${name} is missing`))
      : []) as Check<string[]>,
  properties: ((value, properties, at) =>
    membersOf(value).flatMap(([name, member]) => {
      const inner = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return inner ? mismatches(member, inner, `${at}.${name}`) : [];
    })) as Check<Readonly<Record<string, Schema>>>,
  additionalProperties: ((value, inner, at, { properties = {} }) =>
    membersOf(value).flatMap(([name, member]) => {
      if (Object.hasOwn(properties as Members, name)) return [];
      if (inner === false) return [`${at}.${name} is not described`];
      return mismatches(member, inner, `${at}.${name}`);
    })) as Check<Schema | false>,
  propertyNames: ((value, inner, at) =>
    membersOf(value).flatMap(([name]) =>
      mismatches(name, inner, `${at}, the name ${name}`),
    )) as Check<Schema>,
  items: ((value, inner, at) =>
    Array.isArray(value)
      ? value.flatMap((item, i) => mismatches(item, inner, `${at}[${i}]`))
      : []) as Check<Schema>,
  anyOf: ((value, forms, at) => {
    const reasons = forms.map((form) => mismatches(value, form, at).join(', '));
    return reasons.includes('') ? [] : [`${at} matches no form: ${reasons.join(' | ')}`];
  }) as Check<Schema[]>,
  oneOf: ((value, forms, at) => {
    const matching = formsOf(value, forms).length;
    if (matching === 1) return [];
    const reasons = forms.map((form) => mismatches(value, form, at).join(', '));
    return [`${at} matches ${matching} of ${forms.length} forms: ${reasons.join(' | ')}`];
  }) as Check<Schema[]>,
};

/** Where a JSON value does not match a schema, in words; empty if it matches. */
export function mismatches(value: unknown, schema: Schema, at = 'it'): readonly string[] {
  return Object.entries(schema).flatMap(([keyword, says]) => {
    if (ANNOTATIONS.has(keyword)) return [];
    const check = CHECKS[keyword];
    if (!check) throw new Error(`${keyword} is not checked here`);
    return check(value, says as never, at, schema);
  });
}

/** Those of the forms that a value matches. */
export function formsOf(value: unknown, forms: readonly Schema[]): readonly Schema[] {
  return forms.filter((form) => mismatches(value, form).length === 0);
}

/** The schema with each object closed that does not say itself what else it may have: for what the server sends. */
export function closed(schema: Schema): Schema {
  const inner = Object.entries(schema).map(([keyword, says]) => {
    if (keyword === 'properties') return [keyword, mapped(says as Readonly<Record<string, Schema>>)];
    if (keyword === 'items') return [keyword, closed(says as Schema)];
    const isOfForms = keyword === 'oneOf' || keyword === 'anyOf';
    return [keyword, isOfForms ? (says as Schema[]).map(closed) : says];
  });
  return {
    ...(Object.hasOwn(schema, 'properties') && { additionalProperties: false }),
    ...Object.fromEntries(inner),
  };
}

const mapped = (properties: Readonly<Record<string, Schema>>) =>
  Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, closed(inner)]));

const when = (isWrong: boolean, problem: string) => (isWrong ? [problem] : []);

function isOfType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  // A number without a fractional part, so 1.0 too (Core 4.2.3).
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const membersOf = (value: unknown) => (isObject(value) ? Object.entries(value) : []);

/** In characters (RFC 8259), not in UTF-16 code units (Validation 6.3.1); NaN, which no limit excludes, for all but strings. */
const lengthOf = (value: unknown) => (typeof value === 'string' ? [...value].length : Number.NaN);
