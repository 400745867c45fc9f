/** The log: one JSON line per event on standard error, from which tokens, grants and secrets are kept out. */
import pino, { type DestinationStream, type Logger } from 'pino';
import { redacted, scrubText, secretMemberNames } from './log/scrub.js';

export { safeUrl } from './log/safe-url.js';

export interface LoggerOptions {
  readonly level: string;
  /** Values that must not appear anywhere, as the token secret and the management key. */
  readonly secrets?: readonly string[];
  /** By default standard error: standard output belongs to what a command prints. */
  readonly destination?: DestinationStream;
}

/**
 * A logger that never prints a secret: members named like one are replaced whatever they hold, and then the finished
 * line is searched for tokens, grants, credentials and the given values.
 */
export function createLogger({ level, secrets = [], destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: redactedPaths(), censor: redacted },
      hooks: { streamWrite: (line) => scrubText(line, secrets) },
    },
    destination ?? standardError(),
  );
}

/** Whoever read the log may go away; that is no reason for the server to end. */
function standardError(): DestinationStream {
  const stream = pino.destination(2);
  stream.on('error', () => undefined);
  return stream;
}

/** Members at the top and up to three levels down; deeper ones are found in the finished line if they are text. */
function redactedPaths(): string[] {
  return secretMemberNames.flatMap((name) =>
    ['', '*', '*.*', '*.*.*'].map((parent) => `${parent}["${name}"]`),
  );
}
