/** The log: one JSON line per event on standard error, without tokens, grants or secrets. */
import pino, { type DestinationStream, type Logger, type LoggerOptions as PinoOptions } from 'pino';
import { RepeatedLines } from './log/repeated-lines.js';
import { redacted, scrubText, secretMemberNames } from './log/scrub.js';

/** Redacts a URL for the log. */
export { safeUrl } from './log/safe-url.js';

/** Options of {@link createLogger}. */
interface LoggerOptions {
  /** The lowest level that is written: one of pino's, or `silent`. */
  readonly level: string;
  /** Values that must not appear anywhere in the log, such as the token secret and the management key. */
  readonly secrets?: readonly string[];
  /** Standard error by default; standard output is for the output of commands. */
  readonly destination?: DestinationStream;
}

/**
 * Creates a logger that never prints a secret: members with the name of a secret are redacted whatever they hold, and then
 * the finished line is scrubbed of tokens, grants, credentials and the given secrets. From `info` upwards, lines that
 * repeat are counted instead of written after the first ones; see `RepeatedLines`.
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
        logMethod: suppressRepeated(new RepeatedLines()),
      },
    },
    destination ?? standardError(),
  );
}

type LogMethod = NonNullable<NonNullable<PinoOptions['hooks']>['logMethod']>;

/** One line for each encode, each of which is useful on its own. */
const NEVER_SUPPRESSED = 'segment encoded';

/** Writes a line unless too many of its kind were written; level, message and code make the kind. */
function suppressRepeated(repeated: RepeatedLines): LogMethod {
  return function write(this: Logger, parameters, method, level) {
    const [fields, message = fields] = parameters as unknown[];
    if (level < this.levels.values['info']! || message === NEVER_SUPPRESSED)
      return method.apply(this, parameters);
    const { code } = Object(fields) as { code?: unknown };
    const kind = [level, String(message), typeof code === 'string' ? code : ''].join(' ');
    const summarize = (_kind: string, suppressed: number) =>
      method.call(this, { code, repeated: suppressed }, `${String(message)}, and ${suppressed} more like it`);
    if (repeated.admits(kind, summarize)) method.apply(this, parameters);
  };
}

/** The server keeps running when the reader of its log goes away. */
function standardError(): DestinationStream {
  const stream = pino.destination(2);
  stream.on('error', () => undefined);
  return stream;
}

/** Secret members down to the fourth level; deeper ones are scrubbed from the finished line if they are text. */
function redactedPaths(): string[] {
  return secretMemberNames.flatMap((name) =>
    ['', '*', '*.*', '*.*.*'].map((parent) => `${parent}["${name}"]`),
  );
}
