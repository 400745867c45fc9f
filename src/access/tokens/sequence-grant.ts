/**
 * The signed list in the URLs of playlists of several parts, `/{asset}.m3u8?sequence=…`:
 *
 *     sequence = grant "~" base64url(JSON) "~" base64url(first 16 bytes of HMAC-SHA256(key, label LF path of the asset LF grant "~" JSON))
 *
 * The grant is that of the first piece of the programme, which the viewer has anyway: it says who may play, until when and from
 * where. The list says what. Only the origin reads it: edges pass such playlists on.
 */
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { type AssetId, assetPath } from '../../shared/asset-id.js';
import { OnplayError } from '../../shared/errors.js';
import { readEntries, type SequenceEntry, writeEntries } from '../../shared/sequence/sequence-entry.js';

const LABEL = 'onplay sequence v1';
const MAC_BYTES = 16;
/** URLs of more than 8 kB do not pass every proxy. */
const MAX_LENGTH = 7000;
const FORM = /^([\w.-]{1,4096})~([\w-]+)~([\w-]{22})$/;

/** What is played, and the grant of its first piece. */
export interface GrantedSequence {
  /** Not verified; see `GrantVerifier`. */
  readonly grant: string;
  readonly entries: readonly SequenceEntry[];
}

/** @throws OnplayError `sequence_impossible` if it is too long. */
export function issueSequence(key: KeyObject, asset: AssetId, { grant, entries }: GrantedSequence): string {
  const signed = `${grant}~${Buffer.from(writeEntries(entries)).toString('base64url')}`;
  const sequence = `${signed}~${macOf(key, asset, signed)}`;
  if (sequence.length <= MAX_LENGTH) return sequence;
  throw new OnplayError('sequence_impossible', {
    publicDetail: 'The pieces and inserts are so many that no URL has room for them.',
  });
}

/** @throws OnplayError `grant_malformed`, `grant_forged`. */
export function verifySequence(key: KeyObject, asset: AssetId, sequence: string): GrantedSequence {
  const [, grant, payload, mac] = (sequence.length <= MAX_LENGTH && FORM.exec(sequence)) || [];
  if (grant === undefined || payload === undefined || mac === undefined) throw malformed();
  const expected = macOf(key, asset, `${grant}~${payload}`);
  if (!timingSafeEqual(Buffer.from(mac), Buffer.from(expected)))
    throw new OnplayError('grant_forged', {
      publicDetail: 'This URL is not one that Onplay gave out for this asset. Take it from a fresh manifest.',
    });
  try {
    return { grant, entries: readEntries(Buffer.from(payload, 'base64url').toString('utf8')) };
  } catch (cause) {
    throw malformed(cause);
  }
}

function macOf(key: KeyObject, asset: AssetId, signed: string): string {
  const mac = createHmac('sha256', key)
    .update(`${LABEL}\n${assetPath(asset)}\n${signed}`)
    .digest();
  return mac.subarray(0, MAC_BYTES).toString('base64url');
}

function malformed(cause?: unknown): OnplayError {
  return new OnplayError('grant_malformed', {
    publicDetail: 'This URL is not one that Onplay gave out. Take it from a fresh manifest.',
    cause,
  });
}
