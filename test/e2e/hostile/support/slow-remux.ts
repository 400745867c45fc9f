/** An ffmpeg that remuxes slowly, and can be paused before it opens its input: simulates a large file. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../../../src/encoder/ffmpeg/binary.js';

export interface SlowRemux {
  /** The script to run as ffmpeg. */
  readonly path: string;
  /** Sets whether files are remuxed in real time or at full speed. */
  slow(isSlow: boolean): Promise<void>;
  /** Sets whether remuxing waits before it starts. */
  hold(isHeld: boolean): Promise<void>;
}

/** Writes the script into `folder`. Other commands of ffmpeg run normally. */
export async function slowRemux(folder: string): Promise<SlowRemux> {
  const configuredPath = process.env['FFMPEG_PATH'];
  const { ffmpegPath } = await resolveFfmpeg({
    searchPath: process.env['PATH'] ?? '',
    ...(configuredPath && { configuredPath }),
  });
  const path = join(folder, 'ffmpeg');
  const [slow, held] = [join(folder, 'slow'), join(folder, 'held')];
  const script = `#!/bin/sh
PATH=/usr/bin:/bin
case " $* " in
  *' -movie_timescale '*)
    while [ -e '${held}' ]; do sleep 0.02; done
    [ -e '${slow}' ] && exec '${ffmpegPath}' -readrate 1 "$@"
    ;;
esac
exec '${ffmpegPath}' "$@"
`;
  await writeFile(path, script, { mode: 0o755 });
  const mark = (file: string) => (isSet: boolean) =>
    isSet ? writeFile(file, '') : rm(file, { force: true });
  return { path, slow: mark(slow), hold: mark(held) };
}
