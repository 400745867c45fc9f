/** The playback token of a manifest request: in the query of the URL, and nowhere else. */
import { OnplayError } from '../../../shared/errors.js';

/**
 * The token, not verified; undefined if there is none.
 * @throws OnplayError `query_invalid` if there are several: a proxy in front might have verified another one.
 */
export function playbackToken(query: URLSearchParams): string | undefined {
  const [token, ...more] = query.getAll('token');
  if (more.length === 0) return token;
  throw new OnplayError('query_invalid', {
    publicDetail: 'The query parameter token must be a playback token, and may be given only once.',
  });
}
