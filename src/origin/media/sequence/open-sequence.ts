/** What every request begins with for what is beside the multivariant playlist of a session with several parts. */
import { type PlaybackScope, verifySequence } from '../../../access/index.js';
import { readQueryParameter, sessionParameters, viewerNames } from '../../../sessions/index.js';
import type { AssetId } from '../../../shared/asset-id.js';
import type { SequenceEntry } from '../../../shared/sequence/sequence-entry.js';
import { queryOf, requestContext } from '../../server/request-context.js';
import type { Exchange } from '../entry/entry.js';
import type { SequenceUrl } from './sequence-urls.js';

export const SEQUENCE_PARAMETER = 'sequence';

const SEQUENCE = { read: (text: string) => text, expected: 'as a manifest has it' };

export interface OpenedSequence {
  readonly url: SequenceUrl;
  readonly entries: readonly SequenceEntry[];
  /** Of the first piece. */
  readonly grant: string;
  /** Of the grant. */
  readonly scope: PlaybackScope;
  readonly client: string;
}

/** @throws OnplayError `query_invalid`, `grant_…`, `too_many_streams`. */
export function openSequence({ services, request }: Exchange, id: AssetId): OpenedSequence {
  const query = queryOf(request);
  const signed = readQueryParameter(query, SEQUENCE_PARAMETER, SEQUENCE) ?? '';
  const { grant, entries } = verifySequence(services.grantKey, id, signed);
  const scope = services.grants.verify(grant, requestContext(request, id));
  services.streams.assertPlace(scope);
  const { client } = viewerNames(scope, request.ip);
  const url = { asset: id, signed, parameters: sessionParameters(query) };
  return { url, entries, grant, scope, client };
}

/**
 * The number of what a request is for, from 0 on.
 * @param count how many there are.
 * @throws OnplayError `query_invalid`.
 */
export function readNumber({ request }: Exchange, name: string, count: number): number {
  const read = (text: string) => (/^\d{1,3}$/.test(text) && Number(text) < count ? Number(text) : undefined);
  const number = readQueryParameter(queryOf(request), name, { read, expected: 'as a manifest has it' });
  return number!;
}
