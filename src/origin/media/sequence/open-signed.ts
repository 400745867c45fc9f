/** What every request begins with for a URL that a manifest has written with something signed in it. */
import type { PlaybackScope } from '../../../access/index.js';
import { readQueryParameter, viewerNames } from '../../../sessions/index.js';
import type { AssetId } from '../../../shared/asset-id.js';
import { queryOf, requestContext } from '../../server/request-context.js';
import type { Exchange } from '../entry/entry.js';
import { writtenText } from './written-parameters.js';

/** How what is signed is read. */
interface SignedParameter<Signed> {
  /** Its name. */
  readonly name: string;
  /** @throws OnplayError `grant_malformed`, `grant_forged`. */
  verify(text: string): Signed;
}

export interface OpenedUrl<Signed> {
  readonly verified: Signed;
  /** As it is in the URL. */
  readonly signed: string;
  /** Of the grant. */
  readonly scope: PlaybackScope;
  readonly client: string;
}

/** @throws OnplayError `query_invalid`, `grant_…`, `too_many_streams`. */
export function openSigned<Signed extends { readonly grant: string }>(
  { services, request }: Exchange,
  id: AssetId,
  { name, verify }: SignedParameter<Signed>,
): OpenedUrl<Signed> {
  const signed = readQueryParameter(queryOf(request), name, writtenText) ?? '';
  const verified = verify(signed);
  const scope = services.grants.verify(verified.grant, requestContext(request, id));
  services.streams.assertPlace(scope);
  return { verified, signed, scope, client: viewerNames(scope, request.ip).client };
}
