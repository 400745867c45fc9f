/** The errors of copying a master from a URL. The URL itself may hold a secret and is in none. */
import { OnplayError } from '../../shared/errors.js';
import { OutboundFailure } from '../../shared/outbound/outbound-failure.js';

/** @returns `import_source_refused`: the host, its address or the form of the URL is not allowed. */
export function sourceRefused(why: string): OnplayError {
  return new OnplayError('import_source_refused', {
    publicDetail: `Masters are not copied from there: ${why}.`,
  });
}

/** @returns `import_source_failed`. @param why safe to show: a status or the system's error code. */
export function sourceFailed(why: string, cause?: unknown): OnplayError {
  return new OnplayError('import_source_failed', {
    publicDetail: `The source could not be read: ${why}.`,
    retryable: true,
    about: 'moment',
    cause,
  });
}

/** @returns `import_source_slow`. */
export function sourceSlow(cause?: unknown): OnplayError {
  return new OnplayError('import_source_slow', {
    publicDetail:
      'The source sends too little for too long, or the copy took longer than this origin allows.',
    retryable: true,
    about: 'moment',
    cause,
  });
}

/** @returns `import_source_not_media`. */
export function sourceNotMedia(): OnplayError {
  return new OnplayError('import_source_not_media', {
    publicDetail: 'The source answers with text, such as a page to log in, not with a media file.',
  });
}

/** @returns `import_too_large`. */
export function importTooLarge(maxBytes: number): OnplayError {
  return new OnplayError('import_too_large', {
    publicDetail: `The source has more than the ${maxBytes} bytes that this origin copies.`,
  });
}

/** @returns `import_cancelled`. */
export function importCancelled(): OnplayError {
  return new OnplayError('import_cancelled', {
    publicDetail: 'The copy was cancelled.',
    about: 'moment',
  });
}

/** @returns `import_interrupted`. */
export function importInterrupted(): OnplayError {
  return new OnplayError('import_interrupted', {
    publicDetail: 'The server was restarted too often while it copied this master. Start the import again.',
    about: 'moment',
  });
}

/** @returns `import_unknown`. */
export function importUnknown(): OnplayError {
  return new OnplayError('import_unknown', { publicDetail: 'There is no import with this id.' });
}

/** @returns `import_in_progress`. */
export function importInProgress(): OnplayError {
  return new OnplayError('import_in_progress', {
    publicDetail: 'A master of this name is being copied already. Cancel that, or wait for it.',
    about: 'moment',
  });
}

/** @returns `imports_full`. */
export function importsFull(): OnplayError {
  return new OnplayError('imports_full', {
    publicDetail: 'Too many masters wait to be copied. Try again later.',
    retryable: true,
    about: 'moment',
  });
}

const PASSED_CODE = /^[A-Z][A-Z0-9_]{1,60}$/;
const SLOW: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/** What an error of the HTTP client means. Only its code is passed on: its message may quote the URL. */
export function fromClientError(error: unknown): OnplayError {
  if (error instanceof OnplayError) return error;
  if (error instanceof OutboundFailure)
    return error.kind === 'refused' ? sourceRefused(error.message) : sourceFailed(error.message);
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || !PASSED_CODE.test(code)) return sourceFailed('it broke off', error);
  return SLOW.has(code) ? sourceSlow(error) : sourceFailed(code, error);
}
