/**
 * An exploited ffmpeg gets only what its confinement allows: tests each kind of confinement, on Linux with a server that
 * runs as root and as another user, and the server itself with the strictest kind.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Confinement } from '../../../src/encoder/confinement/confinement.js';
import { confinementReport } from '../../../src/encoder/confinement/confinement-report.js';
import { findExecutable } from '../../../src/encoder/confinement/executable.js';
import { findConfinement } from '../../../src/encoder/confinement/find-confinement.js';
import type { FileAccess } from '../../../src/encoder/confinement/sandbox.js';
import { findLauncher, launchCommand } from '../../../src/encoder/ffmpeg/launcher.js';
import { GENEROUS_LIMITS, searchPath } from '../../encoder/fixtures/ffmpeg-under-test.js';
import { type Attack, type Targets, takenBy, writeExploit } from '../../support/exploit.js';
import { ffmpegPath } from '../../support/ffmpeg.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';

const run = promisify(execFile);
const IS_ROOT = process.getuid?.() === 0;
/** User of a server that does not run as root. */
const ORDINARY = 65_533;
const EVERYTHING: readonly Attack[] = [
  ...(['environment', 'own file', 'public file', 'write', 'network', 'signal', 'memory'] as const),
];
const FILES_FOR_ALL: readonly Attack[] = ['public file', 'write'];

const ffmpeg = (await findExecutable(ffmpegPath(), searchPath()))!;
const launcher = await findLauncher(searchPath());
const [bwrapPath, unsharePath] = await Promise.all(
  ['bwrap', 'unshare'].map((name) => findExecutable(name, searchPath())),
);

let root: string;
let listener: Server;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-exploit-'));
  await chmod(root, 0o755);
  await mkdir(join(root, 'open'));
  await chmod(join(root, 'open'), 0o777);
  await writeFile(join(root, 'public'), 'a master');
  listener = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  listener.close();
  await rm(root, { recursive: true });
});

/** What an exploit could attack of a server that runs as this user. */
async function targetsOf(userId: number, pid: number, secret: string): Promise<Targets> {
  const ownFile = join(root, `own-${userId}`);
  await writeFile(ownFile, secret, { mode: 0o600 });
  if (IS_ROOT) await chown(ownFile, userId, userId);
  const { port } = listener.address() as AddressInfo;
  return { pid, secret, port, ownFile, publicFile: join(root, 'public'), folder: join(root, 'open') };
}

/** Wraps a command so that root runs it as the ordinary user. */
const asOrdinary = (words: readonly string[]): string[] => [
  ...[launcher.setprivPath!, `--reuid=${ORDINARY}`, `--regid=${ORDINARY}`, '--clear-groups', '--', ...words],
];

/** A process with a secret in its environment, in place of the server. */
async function keeper(userId: number, secret: string): Promise<ChildProcess> {
  const words = ['/bin/sh', '-c', 'echo there; exec sleep 600'];
  const [file, ...args] = userId === ORDINARY ? asOrdinary(words) : words;
  const child = spawn(file!, args, { env: { SECRET: secret }, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout!.once('data', resolve));
  return child;
}

interface Case {
  readonly name: string;
  readonly server: 'root' | 'ordinary';
  readonly parts: Confinement;
  readonly access?: () => FileAccess;
  readonly taken: readonly Attack[];
}

const sandbox = (byRoot: boolean) => ({ bwrapPath: bwrapPath!, byRoot, programFiles: [] });
const userId = 65_530;

const CASES: readonly Case[] = [
  { name: 'nothing', server: 'root', parts: {}, taken: EVERYTHING },
  { name: 'another user', server: 'root', parts: { userId }, taken: [...FILES_FOR_ALL, 'network'] },
  {
    ...{ name: 'another user without a network', server: 'root' },
    ...{ parts: { userId, unsharePath: unsharePath! }, taken: FILES_FOR_ALL },
  },
  {
    ...{ name: 'another user in a sandbox', server: 'root' },
    ...{ parts: { userId, sandbox: sandbox(true) }, taken: [] },
  },
  {
    ...{ name: 'a sandbox with one directory, as for remuxing', server: 'root' },
    parts: { userId, sandbox: sandbox(true) },
    ...{ access: () => ({ write: join(root, 'open') }), taken: ['write'] },
  },
  { name: 'nothing', server: 'ordinary', parts: {}, taken: EVERYTHING },
  {
    ...{ name: 'no network', server: 'ordinary', parts: { unsharePath: unsharePath! } },
    taken: ['own file', 'public file', 'write', 'signal'],
  },
  { name: 'a sandbox', server: 'ordinary', parts: { sandbox: sandbox(false) }, taken: [] },
];

/** Whether this machine has the programs for a case, and the kernel permits them. */
async function isAvailable({ server, parts }: Case): Promise<boolean> {
  if (process.platform !== 'linux' || !IS_ROOT || launcher.setprivPath === undefined) return false;
  if (('sandbox' in parts && !bwrapPath) || ('unsharePath' in parts && !unsharePath)) return false;
  const words = commandWords({ parts, server }, '/bin/true', []);
  return run(words[0]!, words.slice(1)).then(
    () => true,
    () => false,
  );
}

function commandWords(
  { server, parts, access }: Pick<Case, 'server' | 'parts' | 'access'>,
  program: string,
  args: readonly string[],
): string[] {
  const confinement = withProgram({ setprivPath: launcher.setprivPath!, ...parts }, program);
  const limits = { ...GENEROUS_LIMITS, fileSizeBytes: 1 };
  const command = launchCommand(
    { ...launcher, confinement },
    program,
    args,
    limits,
    access && { access: access() },
  );
  const { file, args: rest } = command;
  return server === 'ordinary' ? asOrdinary([file, ...rest]) : [file, ...rest];
}

const withProgram = (confinement: Confinement, program: string): Confinement =>
  confinement.sandbox
    ? { ...confinement, sandbox: { ...confinement.sandbox, programFiles: [program] } }
    : confinement;

const available = await Promise.all(CASES.map(isAvailable));

describe.each(CASES.map((one, i) => ({ ...one, isAvailable: available[i]! })))(
  'confined by $name, an exploited ffmpeg of a server that is $server',
  (one) => {
    test.runIf(one.isAvailable)('gets exactly what that confinement allows', async () => {
      const id = one.server === 'ordinary' ? ORDINARY : 0;
      const secret = randomBytes(16).toString('hex');
      const targets = await targetsOf(id, (await keeper(id, secret)).pid!, secret);
      const exploit = await writeExploit(join(root, `exploit-${secret}`), ffmpeg, targets);
      const [file, ...args] = commandWords(one, exploit, ['-i', 'pipe:0', '-']);
      const failure = await run(file!, args, { env: { LC_ALL: 'C' } }).catch((error: unknown) => error);
      expect(takenBy(String((failure as { stderr: string }).stderr)).sort()).toEqual([...one.taken].sort());
    });
  },
);

describe.runIf(process.platform === 'linux')('a server', () => {
  const secret = randomBytes(32).toString('hex');
  let server: Origin | undefined;

  /** Runs a server with an exploited ffmpeg on a master, and returns the exploit's report. */
  async function attacked(env: Record<string, string> = {}): Promise<string> {
    const targets = await targetsOf(process.getuid!(), process.pid, secret);
    const exploit = await writeExploit(join(root, 'exploit'), ffmpeg, targets);
    const masters = { 'film.mp4': await generateMaster('silent') };
    server = await startOrigin({ masters, secret, env: { FFMPEG_PATH: exploit, ...env } });
    onTestFinished(async () => void (await server!.stop()));
    const answer = await server.fetch(`/film.m3u8?token=${server.token('film')}`);
    expect(answer.status).toBe(422);
    // The log is a pipe of its own, whose lines may come after the response.
    const refusal = await vi.waitFor(() => {
      const line = server!.log.find(({ msg }) => msg === 'master refused');
      if (!line) throw new Error('nothing was refused yet');
      return line;
    });
    return (refusal['err'] as { message: string }).message;
  }

  const loggedConfinement = () => server!.log.find(({ msg }) => msg === 'serving')!['confinement'];

  test('exposes everything if confinement is off, so the other tests prove something', async () => {
    const report = await attacked({ ONPLAY_FFMPEG_CONFINEMENT: 'off' });
    expect(takenBy(report).sort()).toEqual([...EVERYTHING].sort());
    expect(loggedConfinement()).toBe(
      'ffmpeg runs as the user of the server and sees all that the server does',
    );
  });

  test('confines ffmpeg in the strictest available way, and logs which', async () => {
    const confinement = await findConfinement({ ...launcher, ffmpegPath: ffmpeg, searchPath: searchPath() });
    const report = await attacked();
    const taken = takenBy(report);
    expect(loggedConfinement()).toBe(confinementReport(confinement).summary);
    if (confinement.sandbox) expect(taken).toEqual([]);
    if (confinement.unsharePath)
      for (const attack of ['network', 'memory']) expect(taken).not.toContain(attack);
    if (!IS_ROOT) return;
    // As root at least another user is available on every Linux.
    expect(confinement.userId ?? confinement.sandbox).toBeDefined();
    for (const attack of ['environment', 'own file', 'signal', 'memory']) expect(taken).not.toContain(attack);
  });

  test('passes ffmpeg its three standard streams and nothing of its environment', async () => {
    const report = await attacked();
    // 3 is the pipe to the `ls` that lists them.
    expect(report).toMatch(/attacked as \d+ with 0 1 2 (?:3 )?and (?:LC_ALL |PWD |SHLVL |_ )+$/m);
  });
});
