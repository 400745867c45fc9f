/** The HTTP response to every error code. docs/errors.md explains each code to people. */
import { type CachingHeaders, problemCaching } from '../cache-policy.js';

/** One row: the status, a short title that is the same for all occurrences, and `Retry-After` where a retry may help. */
interface Row {
  readonly status: number;
  readonly title: string;
  readonly retryAfterSeconds?: number;
}

const rows = {
  request_malformed: { status: 400, title: 'The request is malformed' },
  asset_name_invalid: { status: 400, title: 'The name of the asset is invalid' },
  sidecar_name_invalid: { status: 400, title: 'The name of the file beside the master is invalid' },
  query_invalid: { status: 400, title: 'A query parameter is invalid' },
  hook_malformed: { status: 400, title: 'The message is malformed' },
  body_invalid: { status: 400, title: 'The request body is invalid' },
  upload_invalid: { status: 400, title: 'The upload is invalid' },
  argument_invalid: { status: 400, title: 'An argument is invalid' },

  token_missing: { status: 401, title: 'A playback token is required' },
  token_malformed: { status: 401, title: 'The playback token is malformed' },
  hook_unsigned: { status: 401, title: 'The message is not signed' },
  admin_key_missing: { status: 401, title: 'The management key is required' },

  hook_forged: { status: 403, title: 'The message is not genuine' },
  hook_stale: { status: 403, title: 'The message is too old or from the future' },
  token_forged: { status: 403, title: 'The playback token is not genuine' },
  token_expired: { status: 403, title: 'The playback token has expired' },
  token_not_yet_valid: { status: 403, title: 'The playback token is not valid yet' },
  token_wrong_asset: { status: 403, title: 'The playback token is for another asset' },
  token_wrong_audience: { status: 403, title: 'The playback token is for another service' },
  token_wrong_ip: { status: 403, title: 'The playback token is for another network' },
  token_wrong_referrer: { status: 403, title: 'The playback token is for another site' },
  grant_malformed: { status: 403, title: 'The grant is malformed' },
  grant_forged: { status: 403, title: 'The grant is not genuine' },
  grant_expired: { status: 403, title: 'The grant has expired' },
  grant_wrong_ip: { status: 403, title: 'The grant is for another network' },
  grant_wrong_referrer: { status: 403, title: 'The grant is for another site' },
  token_revoked: { status: 403, title: 'The playback token was revoked' },
  grant_revoked: { status: 403, title: 'The grant was revoked' },
  too_many_streams: { status: 403, title: 'Too many streams at once' },
  download_forbidden: { status: 403, title: 'The playback token allows no downloads' },
  outside_clip: { status: 403, title: 'The clip does not have this part' },
  trace_unsupported: { status: 403, title: 'This is not made with hidden marks' },
  trace_impossible: { status: 403, title: 'The video cannot have the hidden mark' },
  untraced_forbidden: { status: 403, title: 'The playback token allows this only with its hidden mark' },
  sequence_unsupported: { status: 403, title: 'This is not made of several parts' },
  marks_impossible: { status: 403, title: 'The video cannot have the marks' },
  unmarked_forbidden: { status: 403, title: 'The playback token allows this only with its marks' },
  no_rendition_allowed: { status: 403, title: 'The playback token allows no rendition' },
  admin_key_wrong: { status: 403, title: 'The management key is wrong' },
  masters_read_only: { status: 403, title: 'Masters are only read here' },
  import_source_refused: { status: 403, title: 'Masters are not copied from there' },

  clip_impossible: { status: 404, title: 'The asset has no such clip' },
  sequence_impossible: { status: 404, title: 'The parts cannot be played as one' },
  burn_impossible: { status: 404, title: 'The text cannot be burned in' },
  asset_unknown: { status: 404, title: 'No such asset' },
  hooks_closed: { status: 404, title: 'Incoming webhooks are disabled' },
  uploads_closed: { status: 404, title: 'Uploads are disabled' },
  downloads_closed: { status: 404, title: 'Downloads are disabled' },
  imports_closed: { status: 404, title: 'Imports are disabled' },
  upload_unknown: { status: 404, title: 'No such upload' },
  import_unknown: { status: 404, title: 'No such import' },
  sidecar_unknown: { status: 404, title: 'No such file beside a master' },
  route_unknown: { status: 404, title: 'Nothing at this URL' },
  rendition_unknown: { status: 404, title: 'No such rendition' },
  picture_unknown: { status: 404, title: 'No such picture' },
  segment_unknown: { status: 404, title: 'No such segment' },
  invalidation_unknown: { status: 404, title: 'No such invalidation' },
  marks_unknown: { status: 404, title: 'No such rule for marks' },
  method_not_allowed: { status: 405, title: 'The method is not allowed' },
  marks_full: { status: 409, title: 'Too many rules for marks' },
  asset_exists: { status: 409, title: 'There is a master of this name' },
  sidecar_without_master: { status: 409, title: 'There is no master for the file' },
  asset_place_taken: { status: 409, title: 'No master can have this name' },
  import_in_progress: { status: 409, title: 'The master is being copied already' },
  import_cancelled: { status: 409, title: 'The import was cancelled' },
  import_interrupted: { status: 409, title: 'The import was interrupted too often' },
  upload_offset_wrong: { status: 409, title: 'The upload goes on elsewhere' },
  upload_parts_wrong: { status: 409, title: 'The parts are not those of the upload' },
  version_gone: { status: 410, title: 'This version of the asset is gone' },
  body_too_large: { status: 413, title: 'The request body is too large' },
  upload_too_large: { status: 413, title: 'The upload is too large' },
  import_too_large: { status: 413, title: 'The source is too large' },
  content_type_unsupported: { status: 415, title: 'The type of the request body is not supported' },
  media_type_unknown: { status: 415, title: 'The kind of media file is not known' },
  range_not_satisfiable: { status: 416, title: 'The range is beyond the content' },
  upload_busy: { status: 423, title: 'The upload is being written to' },

  master_empty: { status: 422, title: 'The master is empty' },
  master_not_media: { status: 422, title: 'The master is not a media file' },
  master_still_image: { status: 422, title: 'The master is a still image' },
  master_playlist: { status: 422, title: 'The master is a playlist' },
  master_encrypted: { status: 422, title: 'The master is encrypted' },
  master_codec_unsupported: { status: 422, title: "The master's codec is not supported" },
  master_truncated: { status: 422, title: 'The master is truncated' },
  master_damaged: { status: 422, title: 'The master is damaged' },
  master_dimensions_unsupported: { status: 422, title: "The master's frame size is not supported" },
  master_duration_unsupported: { status: 422, title: "The master's duration is not supported" },
  master_edit_list_unsupported: { status: 422, title: "The master's edit list is not supported" },
  master_external_media: { status: 422, title: "The master's media is in other files" },
  master_without_tracks: { status: 422, title: 'The master has no playable tracks' },
  master_too_complex: { status: 422, title: 'The master is too complex' },
  master_too_large_to_conform: { status: 422, title: 'The master is too large to be converted' },
  master_audio_unsupported: { status: 422, title: "The master's audio is not supported" },
  poster_unusable: { status: 422, title: 'The poster cannot be used' },
  burn_too_large: { status: 422, title: 'The subtitles are too large to be burned in' },
  segment_unplayable: { status: 422, title: 'This section of the master cannot be played' },
  import_source_not_media: { status: 422, title: 'The source is not a media file' },
  sidecar_refused: { status: 422, title: 'The file is not what its name says' },
  master_keyframes_too_sparse: { status: 422, title: "The master's keyframes are too far apart" },

  internal_error: { status: 500, title: 'Something went wrong' },
  encode_failed: { status: 500, title: 'Encoding failed' },
  encoder_output_malformed: { status: 500, title: 'The encoder produced unusable output' },
  packaging_impossible: { status: 500, title: 'Packaging failed' },
  segment_invalid: { status: 500, title: 'The segment did not pass its checks' },
  ffmpeg_missing: { status: 500, title: 'ffmpeg is missing' },
  ffmpeg_too_old: { status: 500, title: 'ffmpeg is too old' },
  redis_too_old: { status: 500, title: 'Redis is too old' },
  config_invalid: { status: 500, title: 'The configuration is invalid' },
  data_unwritable: { status: 500, title: 'The data folder cannot be written' },
  marks_unreadable: { status: 500, title: 'The rules for marks cannot be read' },
  masters_unwritable: { status: 500, title: 'The folder of the masters cannot be written' },
  signing_unavailable: { status: 501, title: 'This server does not sign tokens' },
  presigning_unavailable: { status: 501, title: 'The masters are in no bucket' },
  master_unreadable: { status: 502, title: 'The master cannot be read', retryAfterSeconds: 5 },
  import_source_failed: { status: 502, title: 'The source cannot be read', retryAfterSeconds: 60 },

  queue_full: { status: 503, title: 'Too many encodes are queued right now', retryAfterSeconds: 2 },
  overloaded: { status: 503, title: 'No capacity for another viewer right now', retryAfterSeconds: 10 },
  answer_late: { status: 503, title: 'The answer took too long', retryAfterSeconds: 5 },
  encode_cancelled: { status: 503, title: 'Encoding was cancelled', retryAfterSeconds: 1 },
  sidecar_changed: { status: 503, title: 'A file beside the master has just changed', retryAfterSeconds: 1 },
  master_changed: { status: 503, title: 'The master has just changed', retryAfterSeconds: 1 },
  master_copy_missing: { status: 503, title: 'The master is being prepared again', retryAfterSeconds: 1 },
  master_preparing: { status: 503, title: 'The master is being prepared', retryAfterSeconds: 2 },
  segment_pending: { status: 503, title: 'The segment is not there yet', retryAfterSeconds: 1 },
  downloads_full: { status: 503, title: 'Too many downloads at once', retryAfterSeconds: 30 },
  download_pending: { status: 503, title: 'The download is not there yet', retryAfterSeconds: 10 },
  copies_full: { status: 503, title: 'No space to prepare the master right now', retryAfterSeconds: 60 },
  store_full: { status: 503, title: 'No space for another master right now', retryAfterSeconds: 60 },
  uploads_full: { status: 503, title: 'Too many uploads are unfinished', retryAfterSeconds: 60 },
  imports_full: { status: 503, title: 'Too many masters wait to be copied', retryAfterSeconds: 60 },
  revocations_full: { status: 503, title: 'Too many revocations at once', retryAfterSeconds: 3600 },
  store_unavailable: { status: 503, title: 'The master store cannot be read', retryAfterSeconds: 5 },
  shutting_down: { status: 503, title: 'Shutting down', retryAfterSeconds: 5 },
  token_keys_unavailable: { status: 503, title: 'The token keys cannot be read', retryAfterSeconds: 10 },
  encode_timeout: { status: 504, title: 'Encoding took too long' },
  import_source_slow: { status: 504, title: 'The source is too slow' },
} as const satisfies Readonly<Record<string, Row>>;

type ProblemCode = keyof typeof rows;

/** All codes, grouped by status. */
export const problemCodes = Object.keys(rows) as readonly ProblemCode[];

/** The HTTP response to an error code. */
interface ProblemDefinition extends Row {
  readonly code: ProblemCode;
  readonly caching: CachingHeaders;
}

/** The definition of a code; `internal_error` for codes that are not in the table. */
export function problemDefinition(code: string): ProblemDefinition {
  const known = isProblemCode(code) ? code : 'internal_error';
  const row: Row = rows[known];
  return { ...row, code: known, caching: problemCaching(row.status) };
}

/** Whether the table has this code. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(rows, code);
}
