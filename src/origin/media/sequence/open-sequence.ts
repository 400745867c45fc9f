/** What every request begins with for what is beside the multivariant playlist of a session with several parts. */
import { type PlaybackScope, verifySequence } from '../../../access/index.js';
import { readQueryParameter } from '../../../sessions/index.js';
import type { AssetId } from '../../../shared/asset-id.js';
import type { SequenceEntry } from '../../../shared/sequence/sequence-entry.js';
import { queryOf } from '../../server/request-context.js';
import type { Exchange } from '../entry/entry.js';
import { openSigned } from './open-signed.js';
import type { SequenceUrl } from './sequence-urls.js';
import { writtenNumber } from './written-parameters.js';

export const SEQUENCE_PARAMETER = 'sequence';

export interface OpenedSequence {
  readonly url: SequenceUrl;
  readonly entries: readonly SequenceEntry[];
  /** What the session asked for; see `sessionParameters`. Others in the URL count for nothing. */
  readonly parameters: URLSearchParams;
  /** Of the first piece. */
  readonly grant: string;
  /** Of the grant. */
  readonly scope: PlaybackScope;
  readonly client: string;
}

/** @throws OnplayError as `openSigned`. */
export function openSequence(exchange: Exchange, id: AssetId): OpenedSequence {
  const { grantKey } = exchange.services;
  const { verified, signed, scope, client } = openSigned(exchange, id, {
    name: SEQUENCE_PARAMETER,
    verify: (text) => verifySequence(grantKey, id, text),
  });
  const { grant, entries, parameters } = verified;
  const url = { asset: id, signed };
  return { url, entries, parameters: new URLSearchParams(parameters), grant, scope, client };
}

/**
 * The number of what a request is for, from 0 on.
 * @param count how many there are.
 * @throws OnplayError `query_invalid`.
 */
export function readNumber({ request }: Exchange, name: string, count: number): number {
  return readQueryParameter(queryOf(request), name, writtenNumber(count))!;
}
