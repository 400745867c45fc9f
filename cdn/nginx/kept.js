/**
 * What nginx does not tell of an answer it keeps: how old it is, and for how long it may be served when the origin fails.
 * Both stand at the beginning of the file it is kept in, whose place follows from its name and from `levels=1:2`.
 */
import digests from './digests.js';
import files from './files.js';

/**
 * nginx's header of such a file (ngx_http_file_cache_header_t): version, valid_sec, updating_sec, error_sec, last_modified
 * and date, of 8 bytes each on a machine of 64 bits with the low byte first. Others are not understood.
 */
const VERSION = 5;
const HEADER_BYTES = 48;
const AT = { version: 0, validSec: 8, updatingSec: 16, errorSec: 24, date: 40 };

/**
 * Of the copy that is kept under a name in a folder, if there is one:
 * - `isFresh`: it may be served without asking the origin;
 * - `age`, for how many seconds it has been there, since it came or was last confirmed (RFC 9111 5.1);
 * - `mayReplaceFailure`: its time and `stale-while-revalidate` are over, but not its `stale-if-error` (RFC 5861).
 */
function look(folder, name) {
  const header = files.beginningOf(fileOf(folder, name), HEADER_BYTES);
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

function fileOf(folder, name) {
  const digest = digests.md5(name);
  return `${folder}/${digest.slice(31)}/${digest.slice(29, 31)}/${digest}`;
}

export default { look };
