/** deploy/compose.yaml, and what an operator fills in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repository } from '../../repository/repository.js';

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly stop_grace_period?: string;
  readonly deploy?: { readonly replicas: number };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

export const folder = join(repository, 'deploy');

/** The file as it is parsed with the merge keys of YAML 1.1, as compose does; a key that is there twice is an error. */
export function readCompose(): Compose {
  return parse(readFileSync(join(folder, 'compose.yaml'), 'utf8'), {
    merge: true,
    uniqueKeys: true,
  }) as Compose;
}

/** The names that compose takes from `deploy/.env`; true for those that have to be there. */
export function variablesOf(text: string): ReadonlyMap<string, boolean> {
  const used = text.matchAll(/(?<!\$)\$\{(\w+)(:\?|:-)?[^}]*\}/g);
  return new Map([...used].map(([, name, form]) => [name!, form !== ':-']));
}

/** The names of an environment file. */
export function namesIn(environmentFile: string): string[] {
  return [...environmentFile.matchAll(/^(\w+)=/gm)].map(([, name]) => name!);
}

/** The environment of a service, with a made-up value for each variable. */
export function environmentOf({ environment = {} }: Service): Record<string, string> {
  const filled = (value: string) =>
    value.replace(/\$\{\w+:-([^}]*)\}/g, '$1').replace(/\$\{\w+(?::\?)?\}/g, 'a'.repeat(64));
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filled(value)]));
}
