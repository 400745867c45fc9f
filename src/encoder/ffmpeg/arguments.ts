/** The arguments every ffmpeg command shares. */

/** Before everything else: errors only on the standard error, and no commands read from the standard input. */
export const GLOBAL_ARGUMENTS: readonly string[] = ['-hide_banner', '-nostdin', '-loglevel', 'error'];

/**
 * The standard input as the one input. The forced format keeps a playlist, a concat script or a picture from being
 * read as what it is; the list of protocols keeps whatever is read from opening anything else.
 */
export const PIPE_INPUT_ARGUMENTS: readonly string[] = [
  '-protocol_whitelist',
  'pipe',
  '-f',
  'mp4',
  '-i',
  'pipe:0',
];

/** The last argument: the standard output. */
export const PIPE_OUTPUT = 'pipe:1';
