/**
 * `POST /hooks/cdn`: an edge, a CDN or a content management system requests an invalidation. `POST /hooks/s3`: a store tells of
 * objects that have come or gone. Messages are signed as in the Standard Webhooks specification; a message that is delivered
 * again has no further effect.
 */

import express, { type Request, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { readInvalidationRequest } from '../../edges/index.js';
import { openIncomingWebhook } from '../../events/index.js';
import { OnplayError } from '../../shared/errors.js';
import { cachePolicy } from '../cache-policy.js';
import { allowOnly } from '../problems/send-problem.js';
import type { Services } from '../services.js';

const MAX_BODY = '16kb';
/** Notifications of a store may tell of many objects. */
const MAX_NOTIFICATION = '64kb';

/** Messages of unknown types get a success response, as the specification advises, so that senders need not filter. */
const messageSchema = z.looseObject({ type: z.string().max(128), data: z.unknown() });

/** Without `ONPLAY_HOOK_SECRET`, every message is refused with `hooks_closed`. */
export function hookRoutes(services: Services): Router {
  const router = Router();
  // Any content type: the signature is over the raw bytes.
  const rawBody = (limit: string) => express.raw({ type: () => true, limit, inflate: false });
  router.all(['/cdn', '/s3'], allowOnly('POST'), (_request, response, next) => {
    response.set(cachePolicy.none);
    next();
  });
  router.post('/cdn', rawBody(MAX_BODY), receiveInvalidation(services));
  router.post('/s3', rawBody(MAX_NOTIFICATION), receiveNotification(services));
  return router;
}

function receiveInvalidation(services: Services): RequestHandler {
  const { invalidations, log } = services;
  return async (request, response) => {
    const { id, payload } = opened(services, request);
    const message = messageSchema.safeParse(payload);
    if (!message.success) throw messageMalformed();
    const { type, data } = message.data;
    if (type !== 'invalidate') {
      log.info({ messageId: id, type }, 'ignored a webhook message of an unknown type');
      response.status(202).json({ ignored: true });
      return;
    }
    const receipt = await invalidations.start(readInvalidationRequest(data), id);
    response.status(202).json({ id: receipt.id, state: receipt.state });
  };
}

/** What has come is indexed before a viewer asks; what has gone is looked for at once, so that it is not served from a cache. */
function receiveNotification(services: Services): RequestHandler {
  const { intake, library } = services;
  return (request, response) => {
    const { created, removed } = intake.changedAssets(opened(services, request).payload);
    const accepted = created.filter((asset) => intake.ready.add(asset));
    for (const asset of removed) void library.revalidate(asset);
    response.status(202).json({ created: accepted.length, removed: removed.length });
  };
}

/** @throws OnplayError `hooks_closed`, `hook_unsigned`, `hook_stale`, `hook_forged`, `hook_malformed`. */
function opened({ config }: Services, request: Request) {
  if (config.hookSecret === undefined) throw hooksClosed();
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return openIncomingWebhook(config.hookSecret, request.headers, body);
}

function hooksClosed(): OnplayError {
  return new OnplayError('hooks_closed', {
    publicDetail: 'This server takes no messages. Its operator has to set ONPLAY_HOOK_SECRET.',
  });
}

function messageMalformed(): OnplayError {
  return new OnplayError('hook_malformed', {
    publicDetail: 'A message must be a JSON object with `type` and `data`.',
  });
}
