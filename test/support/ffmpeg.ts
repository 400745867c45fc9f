/** The ffmpeg and ffprobe of the tests, and how to run them or any other command. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { COMMAND_MS } from './budgets.js';

/** No tool in a test writes more than this, in bytes; one that does is stopped. */
const OUTPUT_LIMIT = 512 * 1024 * 1024;

export interface ToolOptions {
  /** Written to the tool's standard input, which is closed after it; without it the tool has none. */
  readonly input?: Uint8Array;
  /** Milliseconds until the tool is killed and the promise rejects; the budget of a command unless given. */
  readonly timeoutMs?: number;
  /** The folder it runs in; this process's unless given. */
  readonly cwd?: string;
  /** All of its environment; this process's unless given. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ToolResult {
  readonly stdout: Buffer;
  readonly stderr: string;
  /** The exit code, or -1 when a signal ended the tool. */
  readonly code: number;
}

/** The ffmpeg to test with: `FFMPEG_PATH`, else the one on `PATH`. */
export function ffmpegPath(): string {
  const { FFMPEG_PATH } = env;
  return FFMPEG_PATH || 'ffmpeg';
}

/** The ffprobe beside `FFMPEG_PATH` where there is one, else the one on `PATH`. */
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
 * Runs a tool to its end: `ffmpeg` and `ffprobe` are the ones of the tests, other names are looked for on `PATH`.
 * A code other than 0 is a result; a tool that cannot be started, takes too long or writes too much is an error.
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
    const stderr = collect(child.stderr, () => stop('complained too much'));
    // A tool may well stop reading early; what it made of that is in its exit code.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString(), code: code ?? -1 });
    });
  });
}

/** Like `runTool`, for a tool that is expected to succeed: anything but exit code 0 is an error with its words. */
export async function runToolOrFail(
  name: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<Buffer> {
  const { stdout, stderr, code } = await runTool(name, args, options);
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${args.join(' ')}\n${stderr}`);
  return stdout;
}

/** The chunks that a stream has delivered so far; `tooMuch` is called when they pass the limit. */
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
