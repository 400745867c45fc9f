/** An ffmpeg that remuxes slowly, and may be held before it opens anything: what a large file takes, without one. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../../../src/encoder/ffmpeg/binary.js';

export interface SlowRemux {
  /** To be run as ffmpeg. */
  readonly path: string;
  /** Whether files are remuxed as fast as they play, or at full speed. */
  slow(isSlow: boolean): Promise<void>;
  /** Whether what would remux waits before it begins. */
  hold(isHeld: boolean): Promise<void>;
}

/** Writes it into `folder`. All that does not remux runs as ever. */
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
