/** The log: one JSON line per event on standard error, from which tokens, grants and secrets are kept out. */
import pino, { type DestinationStream, type Logger, type LoggerOptions as PinoOptions } from 'pino';
import { RepeatedLines } from './log/repeated-lines.js';
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
 * line is searched for tokens, grants, credentials and the given values. Lines that repeat, from `info` upwards, are
 * counted after the first ones; see `RepeatedLines`.
 */
export function createLogger({ level, secrets = [], destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: redactedPaths(), censor: redacted },
      hooks: {
        streamWrite: (line) => scrubText(line, secrets),
        logMethod: countRepeated(new RepeatedLines()),
      },
    },
    destination ?? standardError(),
  );
}

type LogMethod = NonNullable<NonNullable<PinoOptions['hooks']>['logMethod']>;

/** As many as there are encodes, and of use one by one. */
const NEVER_COUNTED = 'segment encoded';

/** Writes a line unless there were too many of its kind, which is its level, its message and its code. */
function countRepeated(repeated: RepeatedLines): LogMethod {
  return function write(this: Logger, parameters, method, level) {
    const [fields, message = fields] = parameters as unknown[];
    if (level < this.levels.values['info']! || message === NEVER_COUNTED)
      return method.apply(this, parameters);
    const { code } = Object(fields) as { code?: unknown };
    const kind = [level, String(message), typeof code === 'string' ? code : ''].join(' ');
    const summarize = (_kind: string, left: number) =>
      method.call(this, { code, repeated: left }, `${String(message)}, and ${left} more like it`);
    if (repeated.admits(kind, summarize)) method.apply(this, parameters);
  };
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
