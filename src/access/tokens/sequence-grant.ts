/**
 * The signed list in the URLs of playlists of several parts, `/{asset}.m3u8?sequence=…`:
 *
 *     said = grant "~" base64url(JSON) [ "~" base64url(parameters) ]
 *     sequence = said "~" base64url(first 16 bytes of HMAC-SHA256(key, label LF path of the asset LF said))
 *
 * The grant is that of the first piece of the programme, which the viewer has anyway: it says who may play, until when and from
 * where. The list says what, and the parameters how a session wants it. Only the origin reads it: edges pass such playlists on.
 *
 * An ad of the list alone, signed alike under a label of its own, is in the URLs of its segments with which the origin requests something, `/{asset}.m3u8?ad=…`.
 */
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { type AssetId, assetPath } from '../../shared/asset-id.js';
import { OnplayError } from '../../shared/errors.js';
import {
  type InsertEntry,
  readEntries,
  type SequenceEntry,
  writeEntries,
} from '../../shared/sequence/sequence-entry.js';

const LABELS = { sequence: 'onplay sequence v1', ad: 'onplay ad v1' } as const;
type Signed = keyof typeof LABELS;
const MAC_BYTES = 16;
/** URLs of more than 8 kB do not pass every proxy. */
const MAX_LENGTH = 7000;
const FORM = /^([\w.-]{1,4096})~([\w-]+)(?:~([\w-]+))?~([\w-]{22})$/;

/** What is played, and the grant of its first piece. */
export interface GrantedSequence {
  /** Not verified; see `GrantVerifier`. */
  readonly grant: string;
  readonly entries: readonly SequenceEntry[];
  /** Of the session, as a query has them; none by default. */
  readonly parameters?: string;
}

/** An ad, and the grant of the first piece of its programme. */
export interface GrantedAd {
  /** Not verified; see `GrantVerifier`. */
  readonly grant: string;
  readonly entry: InsertEntry;
}

/** @throws OnplayError `sequence_impossible` if it is too long. */
export function issueSequence(key: KeyObject, asset: AssetId, sequence: GrantedSequence): string {
  return issue('sequence', key, asset, sequence);
}

/** @throws OnplayError `grant_malformed`, `grant_forged`. */
export function verifySequence(key: KeyObject, asset: AssetId, sequence: string): GrantedSequence {
  return verify('sequence', key, asset, sequence);
}

/** @param asset the programme. @throws OnplayError `sequence_impossible` if it is too long. */
export function issueAd(key: KeyObject, asset: AssetId, { grant, entry }: GrantedAd): string {
  return issue('ad', key, asset, { grant, entries: [entry] });
}

/** @throws OnplayError `grant_malformed`, `grant_forged`. */
export function verifyAd(key: KeyObject, asset: AssetId, ad: string): GrantedAd {
  const { grant, entries } = verify('ad', key, asset, ad);
  const [entry] = entries;
  if (entry === undefined || !('asset' in entry)) throw malformed();
  return { grant, entry };
}

function issue(
  what: Signed,
  key: KeyObject,
  asset: AssetId,
  { grant, entries, parameters }: GrantedSequence,
): string {
  const said = [writeEntries(entries), ...(parameters ? [parameters] : [])];
  const signed = [grant, ...said.map((text) => Buffer.from(text).toString('base64url'))].join('~');
  const sequence = `${signed}~${macOf(what, key, asset, signed)}`;
  if (sequence.length <= MAX_LENGTH) return sequence;
  throw new OnplayError('sequence_impossible', {
    publicDetail: 'The pieces and inserts are so many that no URL has room for them.',
  });
}

function verify(what: Signed, key: KeyObject, asset: AssetId, sequence: string): GrantedSequence {
  const [, grant, payload, parameters, mac] = (sequence.length <= MAX_LENGTH && FORM.exec(sequence)) || [];
  if (grant === undefined || payload === undefined || mac === undefined) throw malformed();
  const expected = macOf(what, key, asset, sequence.slice(0, sequence.lastIndexOf('~')));
  if (!timingSafeEqual(Buffer.from(mac), Buffer.from(expected)))
    throw new OnplayError('grant_forged', {
      publicDetail: 'This URL is not one that Onplay gave out for this asset. Take it from a fresh manifest.',
    });
  try {
    const entries = readEntries(textOf(payload));
    return { grant, entries, ...(parameters !== undefined && { parameters: textOf(parameters) }) };
  } catch (cause) {
    throw malformed(cause);
  }
}

function textOf(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString('utf8');
}

function macOf(what: Signed, key: KeyObject, asset: AssetId, signed: string): string {
  const mac = createHmac('sha256', key)
    .update(`${LABELS[what]}\n${assetPath(asset)}\n${signed}`)
    .digest();
  return mac.subarray(0, MAC_BYTES).toString('base64url');
}

function malformed(cause?: unknown): OnplayError {
  return new OnplayError('grant_malformed', {
    publicDetail: 'This URL is not one that Onplay gave out. Take it from a fresh manifest.',
    cause,
  });
}
