import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../../src/encoder/ffmpeg/binary.js';

/** A program that waits before it starts while a gate is shut. */
export interface GatedProgram {
  readonly path: string;
  open(): Promise<void>;
  shut(): Promise<void>;
}

/** Writes an ffmpeg into `folder`, with its gate open. Commands with a single argument, such as version queries, always pass. */
export async function gatedFfmpeg(folder: string): Promise<GatedProgram> {
  const configuredPath = process.env['FFMPEG_PATH'];
  const { ffmpegPath } = await resolveFfmpeg({
    searchPath: process.env['PATH'] ?? '',
    ...(configuredPath && { configuredPath }),
  });
  return gatedProgram(join(folder, 'ffmpeg'), ffmpegPath);
}

/** Writes a setpriv into `folder`, with its gate open: ffmpeg is tied to its parent when the gate opens. Linux only. */
export function gatedSetpriv(folder: string): Promise<GatedProgram> {
  return gatedProgram(join(folder, 'setpriv'), '/usr/bin/setpriv');
}

async function gatedProgram(path: string, program: string): Promise<GatedProgram> {
  const gate = `${path}-gate-is-shut`;
  const script = `#!/bin/sh
PATH=/usr/bin:/bin
while [ $# -gt 1 ] && [ -e '${gate}' ]; do sleep 0.02; done
exec '${program}' "$@"
`;
  await writeFile(path, script, { mode: 0o755 });
  return { path, open: () => rm(gate, { force: true }), shut: () => writeFile(gate, '') };
}

/** How many processes are waiting at the gate, or before it. */
export async function waitingAtGate({ path }: GatedProgram): Promise<number> {
  const processes = await readdir('/proc').catch(() => []);
  const commands = await Promise.all(
    processes
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return commands.filter((command) => command.split('\0').includes(path)).length;
}
