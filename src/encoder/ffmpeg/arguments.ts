/** Arguments shared by ffmpeg commands. */

/** First arguments of every command: only errors on standard error, no interactive commands from standard input. */
export const GLOBAL_ARGUMENTS: readonly string[] = ['-hide_banner', '-nostdin', '-loglevel', 'error'];

/**
 * Standard input as the only input. The forced format stops ffmpeg from detecting a playlist, a concat script or an image;
 * the protocol list stops the input from making ffmpeg open anything else.
 * @param format name of the only demuxer that may read it.
 */
export function pipeInputArguments(format: string): readonly string[] {
  return ['-protocol_whitelist', 'pipe', '-f', format, '-i', 'pipe:0'];
}

/** Standard output, as the last argument. */
export const PIPE_OUTPUT = 'pipe:1';
