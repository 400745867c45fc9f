/** A checkout that needs no network: the real `./run` with a fake npm, compiler and ffmpeg. */
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { runTool, runToolOrFail, type ToolResult } from '../support/ffmpeg.js';
import { repository } from './repository.js';

/** Records its calls and installs a compiler, or the package of a Node.js; fails if the file `npm-is-broken` exists. */
const NPM = `#!/usr/bin/env bash
echo "$@" >> "$CHECKOUT/npm-calls"
echo 'npm talks a lot'
[ ! -e "$CHECKOUT/npm-is-broken" ] || exit 1
if [ "$1" = install ]; then
  bin="$3/node_modules/\${4%@*}/bin"
  mkdir -p "$bin"
  cp "$CHECKOUT/real-node" "$bin/node"
  exit
fi
mkdir -p "$CHECKOUT/node_modules/typescript/bin"
cp "$CHECKOUT/tsc" "$CHECKOUT/node_modules/typescript/bin/tsc"
`;

/** "Compiles" a command that prints its arguments and its working directory; fails if the source contains `broken`. */
const TSC = `
const { readFileSync, writeFileSync } = require('node:fs');
const source = readFileSync(process.env.CHECKOUT + '/src/cli.ts', 'utf8');
console.log('the compiler talks too');
if (source.includes('broken')) process.exit(1);
const out = process.argv[process.argv.indexOf('--outDir') + 1];
writeFileSync(out + '/cli.js', 'console.log(JSON.stringify({ source: ' + JSON.stringify(source) +
  ', args: process.argv.slice(2), cwd: process.cwd(), ffmpeg: process.env.FFMPEG_PATH }))');
`;

/** The Node.js of the tests, which claims to be of the baseline. */
const NODE = `#!/usr/bin/env bash
if [ "$1" = --version ]; then echo v24.1.0; else exec '${execPath}' "$@"; fi
`;

const script = (line: string) => `#!/usr/bin/env bash\n${line}\n`;

export class FakeCheckout {
  private constructor(readonly root: string) {}

  /** Creates a checkout that is not set up yet, used by an account other than root. */
  static async create(): Promise<FakeCheckout> {
    const root = await mkdtemp(join(tmpdir(), 'onplay-checkout-'));
    const checkout = new FakeCheckout(root);
    for (const part of ['run', 'scripts', 'package.json']) {
      await cp(join(repository, part), join(root, part), { recursive: true });
    }
    await checkout.write('package-lock.json', '{}');
    await checkout.write('tsconfig.build.json', '{}');
    await checkout.write('src/cli.ts', 'first');
    await checkout.write('tsc', TSC);
    await checkout.program('bin/npm', NPM);
    for (const file of ['bin/node', 'real-node']) await checkout.program(file, NODE);
    await checkout.program('bin/ffmpeg', script("echo 'ffmpeg version 5.1.9 Copyright'"));
    await checkout.program('bin/id', script('echo 1000'));
    return checkout;
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true });
  }

  async write(file: string, text: string): Promise<void> {
    await mkdir(join(this.root, file, '..'), { recursive: true });
    await writeFile(join(this.root, file), text);
  }

  /** Writes an executable; `bin/` comes first on the `PATH`. */
  async program(file: string, text: string): Promise<void> {
    await this.write(file, text);
    await chmod(join(this.root, file), 0o755);
  }

  /** Writes a program that prints one line, whatever its arguments. */
  saying(file: string, line: string): Promise<void> {
    return this.program(file, script(`echo '${line}'`));
  }

  /** Creates a directory to use as `PATH`, with links to these programs of the machine only. */
  async onlyPrograms(...names: string[]): Promise<string> {
    const folder = join(this.root, 'few');
    await mkdir(folder);
    for (const name of names) {
      const path = await runToolOrFail('bash', ['-c', `type -P ${name}`]);
      await symlink(path.toString().trim(), join(folder, name));
    }
    return folder;
  }

  run(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<ToolResult> {
    const { PATH: path = '' } = env;
    const PATH = `${join(this.root, 'bin')}:${path}`;
    return runTool(join(this.root, 'run'), args, {
      cwd: this.root,
      env: { PATH, CHECKOUT: this.root, ...more },
    });
  }

  async npmCalls(): Promise<string[]> {
    const calls = await readFile(join(this.root, 'npm-calls'), 'utf8').catch(() => '');
    return calls.split('\n').filter((call) => call !== '');
  }
}
