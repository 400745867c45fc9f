/** The Containerfiles of deploy/: what they copy is there and is sent to the builder, and what they run is not root. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FONTS_BY_PACKAGE } from '../../src/encoder/burn/stand-in-fonts.js';
import { repository } from '../repository/repository.js';

const IMAGES = ['deploy/Containerfile', 'deploy/edge/Containerfile'];

/** The instructions of a Containerfile, with continued lines joined and comments left out. */
function instructionsOf(file: string): (readonly [name: string, rest: string])[] {
  const text = readFileSync(join(repository, file), 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ');
  return [...text.matchAll(/^([A-Z]+)\s+(.*)$/gm)].map(([, name, rest]) => [name!, rest!] as const);
}

/** The files that a Containerfile copies from the repository. */
function copiedBy(file: string): string[] {
  return instructionsOf(file)
    .filter(([name, rest]) => name === 'COPY' && !rest.includes('--from='))
    .flatMap(([, rest]) => rest.split(/\s+/).slice(0, -1));
}

/** What .dockerignore lets through. */
const sent = readFileSync(join(repository, '.dockerignore'), 'utf8')
  .split('\n')
  .flatMap((line) => /^!(.+)$/.exec(line)?.[1] ?? []);

describe.each(IMAGES)('%s', (file) => {
  const instructions = instructionsOf(file);
  const last = (name: string) => instructions.findLast(([each]) => each === name)?.[1];

  it('copies files that are there, and that are sent to the builder', () => {
    expect(copiedBy(file).length).toBeGreaterThan(0);
    for (const source of copiedBy(file)) {
      expect([source, globSync(source, { cwd: repository }).length > 0]).toEqual([source, true]);
      expect([source, sent.some((path) => source === path || source.startsWith(`${path}/`))]).toEqual([
        source,
        true,
      ]);
    }
  });

  it('does not run as root, and fetches nothing but packages', () => {
    expect(last('USER')).not.toMatch(/^(0|root)\b/);
    expect(last('USER')).toBeDefined();
    expect(instructions.some(([name]) => name === 'ADD')).toBe(false);
    for (const [, rest] of instructions) expect(rest).not.toMatch(/\b(curl|wget)\b/);
  });

  it('is built from a version', () => {
    const bases = instructions.filter(([name]) => name === 'ARG').map(([, rest]) => rest);
    for (const base of bases) expect(base).toMatch(/_IMAGE=[a-z0-9./-]+:\d[\w.-]*$/);
  });
});

describe('the image of origin and worker', () => {
  it('has the fonts of text that is burned in, so that all containers draw alike', () => {
    const installed = instructionsOf('deploy/Containerfile').flatMap(([, rest]) => rest.split(/\s+/));
    expect(installed).toEqual(expect.arrayContaining(Object.keys(FONTS_BY_PACKAGE)));
  });

  it('has what the build needs, and every file that its health check names', () => {
    expect(copiedBy('deploy/Containerfile')).toEqual(
      expect.arrayContaining([
        'package.json',
        'package-lock.json',
        'tsconfig.json',
        'tsconfig.build.json',
        'src',
      ]),
    );
    const check = instructionsOf('deploy/Containerfile').find(([name]) => name === 'HEALTHCHECK')![1];
    expect(check).toContain('/opt/onplay/healthcheck.mjs');
    expect(copiedBy('deploy/Containerfile')).toContain('deploy/healthcheck.mjs');
  });

  it('sends nothing to the builder that is not there', () => {
    for (const path of sent) expect([path, existsSync(join(repository, path))]).toEqual([path, true]);
  });
});

describe('the image of the edge', () => {
  it('sets every name of the template but the address of the origin, which the operator sets', () => {
    const template = readFileSync(join(repository, 'cdn/nginx/onplay.conf.template'), 'utf8').replace(
      /^#.*\n/gm,
      '',
    );
    const used = new Set([...template.matchAll(/\$\{(ONPLAY_\w+)\}/g)].map(([, name]) => name!));
    const set = instructionsOf('deploy/edge/Containerfile').find(([name]) => name === 'ENV')![1];
    const names = new Set([...set.matchAll(/\b(ONPLAY_\w+)=/g)].map(([, name]) => name!));
    expect([...used].filter((name) => !names.has(name))).toEqual(['ONPLAY_ORIGIN_ADDRESS']);
    expect([...names].filter((name) => !used.has(name))).toEqual([]);
  });
});
