import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTool } from '../support/ffmpeg.js';
import { repository } from './repository.js';

const load = createRequire(import.meta.url);
const { rooms } = load(join(repository, 'scripts/rooms.cjs')) as {
  readonly rooms: readonly { readonly name: string }[];
};
const rules = load(join(repository, '.dependency-cruiser.cjs')) as {
  readonly forbidden: readonly { readonly name: string }[];
};

type Case = readonly [what: string, file: string, imported: string, rule: string];

/** From the top to the bottom: a room may import those after it. */
const names = rooms.map(({ name }) => name);

/** Each room imports the one above it. */
const arrowsUp: readonly Case[] = names
  .slice(1)
  .map((name, above) => [
    `${name} that uses ${names[above]}`,
    `src/${name}/up.ts`,
    `../${names[above]}/index.js`,
    `${name}-points-down`,
  ]);

const forbidden: readonly Case[] = [
  ...arrowsUp,
  ['a cycle', 'src/origin/first.ts', './second.js', 'no-cycles'],
  ['an import past a face', 'src/origin/deep.ts', '../encoder/inner.js', 'through-the-face'],
  [
    'an import past the face of a room with directories',
    'src/cli/deep.ts',
    '../assets/a/one.js',
    'through-the-face',
  ],
  ['segments that import tokens', 'src/segments/keys.ts', '../access/index.js', 'workers-link-no-http'],
  ['assets that import tokens', 'src/assets/keys.ts', '../access/index.js', 'workers-link-no-http'],
  ['an encoder that imports the origin', 'src/encoder/a.ts', '../origin/index.js', 'workers-link-no-http'],
  [
    'an inspection that builds a server',
    'src/cli/masters/inspect.ts',
    './through.js',
    'commands-build-no-server',
  ],
  ['an encoder that speaks HTTP', 'src/encoder/c.ts', 'node:http', 'workers-speak-no-http'],
  ['segments that serve HTTP', 'src/segments/d.ts', 'express', 'workers-speak-no-http'],
  ['a master that imports the log', 'src/masters/b.ts', '../shared/log.js', 'masters-stand-alone'],
  ['a master that starts a program', 'src/masters/c.ts', 'node:child_process', 'masters-run-nothing'],
  ['a master that speaks HTTP', 'src/masters/d.ts', 'node:https', 'masters-run-nothing'],
  ['a packager that imports masters', 'src/packager/a.ts', '../masters/index.js', 'packager-stands-alone'],
  ['a packager that reads files', 'src/packager/b.ts', 'node:fs', 'packager-is-pure'],
  ['a packager that reads files with promises', 'src/packager/c.ts', 'node:fs/promises', 'packager-is-pure'],
  ['a box that speaks HTTP', 'src/isobmff/d.ts', 'http', 'packager-is-pure'],
  ['a benchmark that calls functions', 'bench/a.ts', '../src/encoder/index.js', 'outside-speaks-by-url'],
  ['an edge that calls functions', 'cdn/a.ts', '../src/origin/index.js', 'outside-speaks-by-url'],
  ['source that uses a test', 'src/a.ts', '../test/words.js', 'source-ships-alone'],
  ['source that uses a tool', 'src/b.ts', 'fast-check', 'no-development-packages-in-source'],
  ['a package that package.json does not name', 'src/c.ts', 'no-such-package', 'no-unknown-modules'],
];

const allowed: readonly [what: string, file: string, imported: string][] = [
  ['an origin that uses the encoder', 'src/origin/y.ts', '../encoder/index.js'],
  ['an encoder that uses masters', 'src/encoder/y.ts', '../masters/index.js'],
  ['an encoder that starts a program', 'src/encoder/z.ts', 'node:child_process'],
  ['a master that reads files', 'src/masters/z.ts', 'node:fs/promises'],
  ['a packager that throws the common error', 'src/packager/z.ts', '../shared/errors.js'],
  ['a command that enters one stage of the composition', 'src/cli/z.ts', '../composition/server/index.js'],
  ['a configuration that reads the settings of a part', 'src/config/z.ts', '../encoder/settings.js'],
  ['a test that imports past a face', 'test/z.ts', '../src/encoder/inner.js'],
];

/** The files that the cases above import. */
const targets = [
  ...names.map((name) => `src/${name}/index.ts`),
  ...[
    'src/composition/server/index.ts',
    'src/encoder/settings.ts',
    'src/encoder/inner.ts',
    'src/shared/errors.ts',
    'src/shared/log.ts',
    'test/words.ts',
  ],
];

/** By which a command gets to a server without importing one itself. */
const detour = ['src/cli/masters/through.ts', '../../origin/index.js'] as const;

/** Two directories that import each other without a cycle of files. */
const twoDirectories = [
  ['src/assets/a/one.ts', '../b/two.js'],
  ['src/assets/b/two.ts', 'node:path'],
  ['src/assets/b/three.ts', '../a/four.js'],
  ['src/assets/a/four.ts', 'node:path'],
] as const;

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

describe('the dependency rules', () => {
  let tree: string;
  let violations: Violation[];

  async function write(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await writeFile(join(tree, file), text);
  }

  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'onplay-dependency-rules-'));
    await symlink(join(repository, 'node_modules'), join(tree, 'node_modules'));
    await cp(join(repository, 'package.json'), join(tree, 'package.json'));
    for (const file of targets) await write(file, 'export const word = 1;\n');
    for (const [, file, imported] of [...forbidden, ...allowed]) await write(file, `import '${imported}';\n`);
    for (const [file, imported] of [...twoDirectories, detour]) await write(file, `import '${imported}';\n`);
    await write('src/origin/second.ts', "import './first.js';\n");
    const config = join(repository, '.dependency-cruiser.cjs');
    const folders = ['src', 'test', 'bench', 'cdn'];
    const { stdout, stderr } = await runTool(
      join(repository, 'node_modules/.bin/depcruise'),
      ['--config', config, '--output-type', 'json', ...folders],
      { cwd: tree },
    );
    expect(stderr).toBe('');
    violations = JSON.parse(stdout.toString()).summary.violations;
  });
  afterAll(() => rm(tree, { recursive: true }));

  const rulesBrokenBy = (file: string) =>
    violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);

  it.each(forbidden)('refuse %s', (_, file, __, rule) => {
    expect(rulesBrokenBy(file)).toContain(rule);
  });

  it('refuse two directories that import each other', () => {
    expect(rulesBrokenBy('src/assets/a')).toEqual(['no-cycles-between-folders']);
    expect(rulesBrokenBy('src/assets/b')).toEqual(['no-cycles-between-folders']);
  });

  it('have a test for each rule', () => {
    const tested = new Set([...forbidden.map(([, , , rule]) => rule), 'no-cycles-between-folders']);
    expect(rules.forbidden.map(({ name }) => name).filter((name) => !tested.has(name))).toEqual([]);
  });

  it.each(allowed)('allow %s', (_, file) => {
    expect(rulesBrokenBy(file)).toEqual([]);
  });
});
