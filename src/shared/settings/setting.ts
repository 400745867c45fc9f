/** What a part of the server can be set to: each part says it once, in its `settings.ts`, and src/config/ composes them. */
import path from 'node:path';
import type { z } from 'zod';

/** One setting. docs/settings.md explains each of them to people. */
export interface Setting<Kind extends z.ZodType = z.ZodType> {
  /** In the environment and in `onplay.config.json`. */
  readonly name: string;
  /** From text to the value. The default is written as it would be in the environment (`prefault`). */
  readonly kind: Kind;
  /** Makes what names a place of the file system absolute; the value as it is unless given. */
  readonly resolve?: (value: string, cwd: string) => string;
}

/** The settings of a part, by the member that holds the value. */
type Settings = Readonly<Record<string, Setting>>;

type OptionalMembers<S extends Settings> = {
  [Member in keyof S]: undefined extends z.output<S[Member]['kind']> ? Member : never;
}[keyof S];

/** The values of settings; those without a default may be absent. */
export type ValuesOf<S extends Settings> = {
  readonly [Member in Exclude<keyof S, OptionalMembers<S>>]: Readonly<z.output<S[Member]['kind']>>;
} & {
  readonly [Member in OptionalMembers<S>]?: Exclude<z.output<S[Member]['kind']>, undefined>;
};

/** A setting under this name. */
export function setting<Kind extends z.ZodType>(
  name: string,
  kind: Kind,
  resolve?: Setting['resolve'],
): Setting<Kind> {
  return { name, kind, ...(resolve && { resolve }) };
}

/** For a path: relative to the working directory. */
export const absolutePath = (value: string, cwd: string): string => path.resolve(cwd, value);

/** For a command: a bare name is left to be looked for in `PATH`. */
export const commandPath = (value: string, cwd: string): string =>
  value.includes('/') ? path.resolve(cwd, value) : value;

/** For a URL or a path. */
export const urlOrPath = (value: string, cwd: string): string =>
  value.includes('://') ? value : path.resolve(cwd, value);
