/** URLs that are safe to log. */
import { redacted, scrubText } from './scrub.js';

const maximumLength = 2048;

/**
 * Returns `url`, absolute or relative, with the values of query parameters whose name starts with `token` and the grant
 * of media URLs (`/-/{grant}/...`) redacted, truncated to 2048 characters. Never throws.
 */
export function safeUrl(url: string): string {
  const queryStart = url.indexOf('?');
  const path = queryStart < 0 ? url : url.slice(0, queryStart);
  const query = queryStart < 0 ? '' : url.slice(queryStart + 1);
  const safeQuery = query === '' ? '' : `?${query.split('&').map(safeParameter).join('&')}`;
  return scrubText(path + safeQuery).slice(0, maximumLength);
}

/** Matches names as the server will read them: decoded, and with a suffix as in `token[]`. */
function safeParameter(parameter: string): string {
  const nameEnd = parameter.indexOf('=');
  if (nameEnd < 0) return parameter;
  const name = parameter.slice(0, nameEnd);
  return /^token/i.test(decoded(name)) ? `${name}=${redacted}` : parameter;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' ')).trim();
  } catch {
    return 'token';
  }
}
