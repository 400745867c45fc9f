import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../../src/encoder/ffmpeg/binary.js';

/** An ffmpeg whose encodes wait while a gate is shut. */
export interface GatedFfmpeg {
  readonly path: string;
  open(): Promise<void>;
  shut(): Promise<void>;
}

/** Writes the ffmpeg into `folder`, with its gate open. Commands with a single argument, such as version queries, always pass. */
export async function gatedFfmpeg(folder: string): Promise<GatedFfmpeg> {
  const configuredPath = process.env['FFMPEG_PATH'];
  const { ffmpegPath } = await resolveFfmpeg({
    searchPath: process.env['PATH'] ?? '',
    ...(configuredPath && { configuredPath }),
  });
  const gate = join(folder, 'gate-is-shut');
  const path = join(folder, 'ffmpeg');
  const script = `#!/bin/sh
PATH=/usr/bin:/bin
while [ $# -gt 1 ] && [ -e '${gate}' ]; do sleep 0.02; done
exec '${ffmpegPath}' "$@"
`;
  await writeFile(path, script, { mode: 0o755 });
  return { path, open: () => rm(gate, { force: true }), shut: () => writeFile(gate, '') };
}

/** How many processes are waiting at the gate. */
export async function waitingAtGate({ path }: GatedFfmpeg): Promise<number> {
  const processes = await readdir('/proc').catch(() => []);
  const commands = await Promise.all(
    processes
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return commands.filter((command) => command.split('\0').includes(path)).length;
}
