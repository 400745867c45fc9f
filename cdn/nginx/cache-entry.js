/**
 * What nginx does not expose about a cache entry: its age, and how long it may be served when the origin fails. Both are in
 * the header of its file, whose path follows from the cache key and `levels=1:2`.
 */
import digests from './digests.js';
import files from './files.js';

/**
 * nginx's header of a cache file (ngx_http_file_cache_header_t): version, valid_sec, updating_sec, error_sec, last_modified
 * and date, 8 bytes each on a 64-bit little-endian machine. Other versions count as no entry.
 */
const VERSION = 5;
const HEADER_BYTES = 48;
const AT = { version: 0, validSec: 8, updatingSec: 16, errorSec: 24, date: 40 };

/**
 * The cache entry under a key in a cache directory, if there is one:
 * - `isFresh`: it may be served without contacting the origin;
 * - `age`: seconds since it was stored or last revalidated (RFC 9111 5.1), as text;
 * - `mayReplaceFailure`: its freshness and `stale-while-revalidate` are over, but not its `stale-if-error` (RFC 5861).
 */
function look(directory, key) {
  const header = files.beginningOf(fileOf(directory, key), HEADER_BYTES);
  if (!header || read(header, AT.version) !== VERSION)
    return { isFresh: false, age: '', mayReplaceFailure: false };
  const seconds = Math.floor(Date.now() / 1000);
  const end = read(header, AT.validSec);
  return {
    isFresh: end >= seconds,
    age: String(Math.max(0, seconds - read(header, AT.date))),
    mayReplaceFailure:
      end + read(header, AT.updatingSec) < seconds && seconds <= end + read(header, AT.errorSec),
  };
}

function read(header, offset) {
  return header.readUIntLE(offset, 6);
}

function fileOf(directory, key) {
  const digest = digests.md5(key);
  return `${directory}/${digest.slice(31)}/${digest.slice(29, 31)}/${digest}`;
}

export default { look };
