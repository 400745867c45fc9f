/** The ffmpeg and ffprobe that the tests use, and how to run them or any other command. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { COMMAND_MS } from './budgets.js';

/** Most bytes that a tool may write to each of its outputs before it is killed. */
const OUTPUT_LIMIT = 512 * 1024 * 1024;

export interface ToolOptions {
  /** Written to the tool's standard input, which is then closed; without it standard input is not connected. */
  readonly input?: Uint8Array;
  /** Milliseconds until the tool is killed and the promise rejects; `COMMAND_MS` by default. */
  readonly timeoutMs?: number;
  /** The working directory; that of this process by default. */
  readonly cwd?: string;
  /** Its whole environment; that of this process by default. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ToolResult {
  readonly stdout: Buffer;
  readonly stderr: string;
  /** The exit code, or -1 if a signal ended the tool. */
  readonly code: number;
}

/** The ffmpeg to test with: `FFMPEG_PATH`, otherwise the one on `PATH`. */
export function ffmpegPath(): string {
  const { FFMPEG_PATH } = env;
  return FFMPEG_PATH || 'ffmpeg';
}

/** The ffprobe beside `FFMPEG_PATH` if there is one, otherwise the one on `PATH`. */
export function ffprobePath(): string {
  const { FFMPEG_PATH } = env;
  const sibling = FFMPEG_PATH ? join(dirname(FFMPEG_PATH), 'ffprobe') : '';
  return existsSync(sibling) ? sibling : 'ffprobe';
}

function commandFor(name: string): string {
  if (name === 'ffmpeg') return ffmpegPath();
  return name === 'ffprobe' ? ffprobePath() : name;
}

/**
 * Runs a tool until it exits: `ffmpeg` and `ffprobe` are those of the tests, other names are looked up on `PATH`.
 * Resolves for any exit code; rejects if the tool cannot be started, takes too long or writes too much.
 */
export function runTool(
  name: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  const { input, timeoutMs = COMMAND_MS, ...surroundings } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(commandFor(name), args, {
      ...surroundings,
      stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    });
    const stop = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`${name} ${why}: ${args.join(' ')}`));
    };
    const timer = setTimeout(() => stop(`took more than ${timeoutMs} ms`), timeoutMs);
    const stdout = collect(child.stdout, () => stop('wrote too much'));
    const stderr = collect(child.stderr, () => stop('wrote too much to stderr'));
    // A tool may stop reading early; its exit code tells whether that was a failure.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString(), code: code ?? -1 });
    });
  });
}

/** Runs a tool and returns its standard output. @throws Error with its stderr for any exit code but 0 */
export async function runToolOrFail(
  name: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<Buffer> {
  const { stdout, stderr, code } = await runTool(name, args, options);
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${args.join(' ')}\n${stderr}`);
  return stdout;
}

/** The chunks that a stream has delivered so far; calls `tooMuch` when they exceed the limit. */
function collect(stream: NodeJS.ReadableStream | null, tooMuch: () => void): Buffer[] {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > OUTPUT_LIMIT) tooMuch();
    else chunks.push(chunk);
  });
  return chunks;
}
