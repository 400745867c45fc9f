// Whether two builds make the same segments of the same masters: `node scripts/compare-builds.mjs OTHER/dist/cli.js MASTERS`.
//
// Compares init segments and the first three segments of the lowest and the highest video and audio rendition of every
// master in a directory (not its subdirectories), and exits 1 when one of them differs. Renditions are matched by their
// ids, since keys may change with a build. NODE_OTHER names the Node.js of the other build, if it needs another one.
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse, resolve } from 'node:path';
import { argv, env, execPath, exit, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const FILES = ['init.mp4', '0.m4s', '1.m4s', '2.m4s'];
/** A busy server says when to come back; after so many times the comparison fails. */
const MAX_ATTEMPTS = 100;

const [other, masters] = argv.slice(2).map((path) => resolve(path));
const own = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const secret = randomBytes(32).toString('hex');

/** Starts a build on a free port. */
async function start(node, cli) {
  const data = mkdtempSync(join(tmpdir(), 'onplay-compare-'));
  const settings = {
    PATH: env.PATH,
    ONPLAY_PORT: '0',
    ONPLAY_MASTERS: masters,
    ONPLAY_DATA: data,
    ONPLAY_TOKEN_SECRET: secret,
  };
  const child = spawn(node, [cli, 'serve'], {
    env: settings,
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface(child.stderr)) {
    const url = /at (http:\S+)$/.exec(line)?.[1];
    if (url) return { node, cli, settings, data, child, url };
  }
  throw new Error(`${cli} does not serve`);
}

async function get(url) {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const response = await fetch(url);
    if (response.status !== 503) return response;
    await response.arrayBuffer();
    await sleep(1000 * Number(response.headers.get('retry-after') ?? 1));
  }
  throw new Error(`${url} stays busy`);
}

/** The URL of each rendition's directory, by the rendition's id; empty for a master that is refused. */
async function renditions({ node, cli, settings, data, url }, name) {
  const signed = execFileSync(node, [cli, 'url', name], { env: settings, cwd: data, encoding: 'utf8' });
  const manifest = new URL(new URL(signed.trim()).pathname + new URL(signed.trim()).search, url);
  const response = await get(manifest);
  const text = await response.text();
  const playlists = [...text.matchAll(/(?:URI="|^)(-\/[^"\n]+\/)media\.m3u8/gm)].map(([, folder]) => folder);
  return new Map(
    playlists.map((folder) => [
      folder
        .split('/')
        .at(-2)
        .replace(/-[0-9a-f]{16}$/, ''),
      new URL(folder, manifest),
    ]),
  );
}

async function digest(url) {
  const response = await get(url);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return response.status === 200
    ? createHash('sha256').update(bytes).digest('hex')
    : `status ${response.status}`;
}

/** The lowest and the highest of each kind. */
function chosen(ids) {
  return ['v', 'a'].flatMap((kind) => {
    const ofKind = ids
      .filter((id) => id.startsWith(kind))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    return [...new Set([ofKind[0], ofKind.at(-1)])].filter(Boolean);
  });
}

const builds = [await start(execPath, own), await start(env.NODE_OTHER ?? execPath, other)];
let same = 0;
const different = [];
try {
  for (const { name } of readdirSync(masters).map(parse)) {
    const [ours, theirs] = await Promise.all(builds.map((build) => renditions(build, name)));
    if ([...ours.keys()].sort().join() !== [...theirs.keys()].sort().join())
      different.push(`${name}: the ladder`);
    for (const id of chosen([...ours.keys()].filter((id) => theirs.has(id)))) {
      for (const file of FILES) {
        const [a, b] = await Promise.all([ours, theirs].map((all) => digest(new URL(file, all.get(id)))));
        if (a === b) same += a.startsWith('status') ? 0 : 1;
        else different.push(`${name}: ${id}/${file}`);
      }
    }
  }
} finally {
  for (const { child, data } of builds) {
    child.kill();
    rmSync(data, { recursive: true, force: true });
  }
}
stdout.write(
  `${same} segments are the same, ${different.length} differ\n${different.map((one) => `  ${one}\n`).join('')}`,
);
exit(different.length === 0 ? 0 : 1);
