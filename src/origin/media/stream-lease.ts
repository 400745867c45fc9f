/**
 * Leases of streams, `/-/{grant}/{asset}/lease`: an edge that answers for the origin asks every few seconds whether a stream of a viewer
 * with `max_streams` still has a place. Asking keeps the place, as each request for media does at the origin.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseLeasePath } from '../../shared/media-url.js';
import { cachePolicy } from '../cache-policy.js';
import { setHeaders } from '../headers.js';
import { assertMethod } from '../problems/send-problem.js';
import type { Services } from '../services.js';
import { grantFrom } from './entry/out-of-path-grant.js';
import { contextOf } from './media-directories.js';
import type { MediaRequest } from './media-request.js';
import { mediaHeaders } from './responses/media-response.js';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly media: MediaRequest;
}

/** What edges go by, since some cannot read the body of a problem. */
const VERDICT = 'Onplay-Stream';

/**
 * Answers a request for a lease with 204 and returns true; or returns false without an effect.
 * @throws OnplayError `too_many_streams`, `grant_…`, `method_not_allowed`.
 */
export function sendLease(
  { grants, streams }: Pick<Services, 'grants' | 'streams'>,
  { request, response, media: { path, facts } }: Exchange,
): boolean {
  const lease = parseLeasePath(path);
  if (!lease) return false;
  assertMethod(request, response, ['GET', 'HEAD']);
  const scope = grants.verify(grantFrom(lease.grant, facts.outOfPathGrant), contextOf(lease.asset, facts));
  response.setHeader(VERDICT, 'refused');
  streams.assertPlace(scope);
  setHeaders(response, { ...mediaHeaders, ...cachePolicy.streamLease, [VERDICT]: 'granted' });
  response.writeHead(204).end();
  return true;
}
