import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTool } from '../support/ffmpeg.js';
import { repository } from './repository.js';

const forbidden: [what: string, file: string, imported: string, rule: string][] = [
  ['a cycle', 'src/origin/first.ts', './second.js', 'no-cycles'],
  ['a master that knows the packager', 'src/masters/a.ts', '../packager/words.js', 'masters-stand-alone'],
  ['a master that knows the log', 'src/masters/b.ts', '../log.js', 'masters-stand-alone'],
  ['a master that starts a program', 'src/masters/c.ts', 'node:child_process', 'masters-run-nothing'],
  ['a master that speaks HTTP', 'src/masters/d.ts', 'node:https', 'masters-run-nothing'],
  ['a packager that knows masters', 'src/packager/a.ts', '../masters/words.js', 'packager-stands-alone'],
  ['a packager that reads files', 'src/packager/b.ts', 'node:fs', 'packager-is-pure'],
  ['a packager that reads files, promised', 'src/packager/c.ts', 'node:fs/promises', 'packager-is-pure'],
  ['a packager that speaks HTTP', 'src/packager/d.ts', 'http', 'packager-is-pure'],
  ['an encoder that knows the origin', 'src/encoder/a.ts', '../origin/words.js', 'encoder-points-down'],
  ['an encoder that knows the wiring', 'src/encoder/b.ts', '../main.js', 'encoder-points-down'],
  ['an encoder that speaks HTTP', 'src/encoder/c.ts', 'node:http', 'encoder-speaks-no-http'],
  ['an encoder that serves HTTP', 'src/encoder/d.ts', 'express', 'encoder-speaks-no-http'],
  ['an origin that imports the wiring', 'src/origin/a.ts', '../main.js', 'origin-is-wired-from-outside'],
  ['a benchmark that calls functions', 'bench/a.ts', '../src/encoder/words.js', 'outside-speaks-by-url'],
  ['an edge that calls functions', 'cdn/a.ts', '../src/origin/words.js', 'outside-speaks-by-url'],
  ['source that uses a test', 'src/a.ts', '../test/words.js', 'source-ships-alone'],
  ['source that uses a tool', 'src/b.ts', 'fast-check', 'no-development-packages-in-source'],
  ['a package that nobody named', 'src/c.ts', 'no-such-package', 'no-unknown-modules'],
];

const allowed: [what: string, file: string, imported: string][] = [
  ['an origin that uses the encoder', 'src/origin/y.ts', '../encoder/words.js'],
  ['an encoder that uses masters', 'src/encoder/y.ts', '../masters/words.js'],
  ['an encoder that starts a program', 'src/encoder/z.ts', 'node:child_process'],
  ['a master that reads files', 'src/masters/z.ts', 'node:fs/promises'],
  ['a packager that throws the common error', 'src/packager/z.ts', '../errors.js'],
];

/** What the imports above point to. */
const targets = [
  ...['masters', 'packager', 'encoder', 'origin'].map((room) => `src/${room}/words.ts`),
  ...['src/errors.ts', 'src/log.ts', 'src/main.ts', 'test/words.ts'],
];

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

  it.each(allowed)('allow %s', (_, file) => {
    expect(rulesBrokenBy(file)).toEqual([]);
  });
});
