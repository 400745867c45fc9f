/**
 * `POST /hooks/cdn`: an edge, a CDN or a content management system requests an invalidation. Messages are signed as in
 * the Standard Webhooks specification; a message that is delivered again has no further effect.
 */

import express, { Router } from 'express';
import { z } from 'zod';
import { readInvalidationRequest } from '../../edges/index.js';
import { openIncomingWebhook } from '../../events/index.js';
import { OnplayError } from '../../shared/errors.js';
import { cachePolicy } from '../cache-policy.js';
import { allowOnly } from '../problems/send-problem.js';
import type { Services } from '../services.js';

const MAX_BODY = '16kb';

/** Messages of unknown types get a success response, as the specification advises, so that senders need not filter. */
const messageSchema = z.looseObject({ type: z.string().max(128), data: z.unknown() });

/** Without `ONPLAY_HOOK_SECRET`, every message is refused with `hooks_closed`. */
export function hookRoutes({ config, invalidations, log }: Services): Router {
  const router = Router();
  // Any content type: the signature is over the raw bytes.
  const rawBody = express.raw({ type: () => true, limit: MAX_BODY, inflate: false });
  router.all('/cdn', allowOnly('POST'));
  router.post('/cdn', rawBody, async (request, response) => {
    response.set(cachePolicy.none);
    if (config.hookSecret === undefined) throw hooksClosed();
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const { id, payload } = openIncomingWebhook(config.hookSecret, request.headers, body);
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
  });
  return router;
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
