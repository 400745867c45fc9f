/** Masters copied from URLs: `POST /api/assets` starts one, `/api/imports` tells of it. */
import type { RequestHandler, Router } from 'express';
import { importRequestSchema } from '../../uploads/index.js';
import { allowOnly } from '../problems/send-problem.js';
import { clientSignal } from '../server/request-context.js';
import type { Services } from '../services.js';
import { sendImportEvents } from './import-events.js';
import { readBody } from './read-body.js';

const MAX_LISTED = 100;

/** @param jsonBody reads a JSON body, and refuses others. */
export function addImportRoutes(
  router: Router,
  { intake, shutdownSignal }: Pick<Services, 'intake' | 'shutdownSignal'>,
  jsonBody: readonly RequestHandler[],
): void {
  const { imports } = intake;
  router.all('/imports', allowOnly('GET', 'HEAD'));
  router.all('/imports/:id', allowOnly('GET', 'HEAD', 'DELETE'));
  router.post('/assets', ...jsonBody, async (request, response) => {
    const record = await imports.start(readBody(importRequestSchema, request.body));
    response.status(202).location(`/api/imports/${record.id}`).json(record);
  });
  router.get('/imports', (_request, response) => {
    response.json({ imports: imports.list(MAX_LISTED) });
  });
  router.get('/imports/:id', async (request, response) => {
    const { id } = request.params;
    const record = imports.get(id);
    if (request.accepts(['application/json', 'text/event-stream']) !== 'text/event-stream') {
      response.json(record);
      return;
    }
    const signal = AbortSignal.any([clientSignal(response), shutdownSignal]);
    await sendImportEvents(response, () => imports.get(id), signal);
  });
  router.delete('/imports/:id', async (request, response) => {
    response.json(await imports.cancel(request.params.id));
  });
}
