/**
 * `POST /hooks/cdn`: an edge, a CDN or a content management system says that something must go. Messages are signed after
 * the Standard Webhooks specification; one that is delivered again has no further effect.
 */

import express, { Router } from 'express';
import { z } from 'zod';
import { readInvalidationRequest } from '../../edges/index.js';
import { openIncomingWebhook } from '../../events/index.js';
import { OnplayError } from '../../shared/errors.js';
import { cachePolicy } from '../cache-policy.js';
import { allowOnly } from '../problems/problems.js';
import type { Services } from '../services.js';

const MAX_BODY = '16kb';

/** Other types are answered as if they had been understood, as the specification advises: nobody need filter. */
const messageSchema = z.looseObject({ type: z.string().max(128), data: z.unknown() });

/** Takes messages with `ONPLAY_HOOK_SECRET`; without one, none. */
export function hookRoutes({ config, invalidations, log }: Services): Router {
  const router = Router();
  // Whatever it calls itself: its bytes are what is signed.
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
      log.info({ messageId: id, type }, 'a message of no known type');
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
    publicDetail: 'This server takes no messages. Whoever runs it has to set ONPLAY_HOOK_SECRET.',
  });
}

function messageMalformed(): OnplayError {
  return new OnplayError('hook_malformed', {
    publicDetail: 'A message is a JSON object with a `type` and `data`.',
  });
}
