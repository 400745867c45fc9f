/** Where the playback token is in a request: in the query of a manifest's URL, and nowhere else. */
import { OnplayError } from '../../shared/errors.js';

/**
 * The token, not verified; undefined where there is none.
 * @throws OnplayError `query_invalid` for several: a proxy in front might have judged the other one.
 */
export function playbackToken(query: URLSearchParams): string | undefined {
  const [token, ...more] = query.getAll('token');
  if (more.length === 0) return token;
  throw new OnplayError('query_invalid', {
    publicDetail: 'The query parameter token has to be a playback token, and given once at most.',
  });
}
