/** `/api`: the management API, for operators with the management key and for the demo's page. */

import express, { type RequestHandler, Router } from 'express';
import { type Asset, completed } from '../../assets/index.js';
import { readInvalidationRequest } from '../../edges/index.js';
import { parseAssetId } from '../../shared/asset-id.js';
import { within } from '../../shared/deadline.js';
import { OnplayError } from '../../shared/errors.js';
import { Urgency } from '../../shared/scheduler/urgency.js';
import { cachePolicy } from '../cache-policy.js';
import { allowOnly } from '../problems/send-problem.js';
import { clientSignal, queryOf, rawPath } from '../server/request-context.js';
import type { Services } from '../services.js';
import { assetDescription } from './asset-description.js';
import { deleteAsset, deleteSidecar, deletionQuerySchema } from './delete-asset.js';
import { addImportRoutes } from './import-routes.js';
import { issueToken } from './issue-token.js';
import { listAssets } from './list-assets.js';
import { listedStreams } from './listed-streams.js';
import { addMarkRoutes } from './mark-routes.js';
import { addMultipartRoutes } from './multipart-routes.js';
import { presignUpload } from './presigned-upload.js';
import { readQuery } from './read-query.js';
import { readStatus } from './status.js';
import { uploadRoutes } from './upload-routes.js';

const MAX_BODY = '16kb';
const MAX_LISTED_INVALIDATIONS = 100;
/** Hundreds of files of subtitles are read in this time. */
const READING_MS = 2000;
const MAX_LISTED_STREAMS = 2000;
const ASSETS_PATH = '/api/assets/';

const jsonBody = express.json({ limit: MAX_BODY, inflate: false });

/** The routes of `/openapi.json`, relative to `/api`. */
export function apiRoutes(services: Services): Router {
  const router = Router();
  router.use(services.admin.required, (_request, response, next) => {
    response.set(cachePolicy.none);
    next();
  });
  router.use('/uploads', uploadRoutes(services));
  router.all('/assets', allowOnly('GET', 'HEAD', 'POST'));
  router.all('/assets/*asset', allowOnly('GET', 'HEAD', 'DELETE'));
  router.all('/status', allowOnly('GET', 'HEAD'));
  router.all('/streams', allowOnly('GET', 'HEAD'));
  router.all('/tokens', allowOnly('POST'));
  router.all('/invalidations', allowOnly('GET', 'HEAD', 'POST'));
  router.all('/invalidations/:id', allowOnly('GET', 'HEAD'));
  router.get('/assets', async (request, response) => {
    response.json(await listAssets(services, queryOf(request)));
  });
  router.get('/assets/*asset', async (request, response) => {
    const id = parseAssetId(rawPath(request).slice(ASSETS_PATH.length));
    const asset = await completed(await services.library.get(id, clientSignal(response)));
    await readTexts(asset, services);
    response.json(assetDescription(asset, services.texts.reports(asset)));
  });
  router.delete('/assets/*asset', async (request, response) => {
    const asset = parseAssetId(rawPath(request).slice(ASSETS_PATH.length));
    const { sidecar } = readQuery(deletionQuerySchema, queryOf(request));
    const isWhole = sidecar === undefined;
    response.json(await (isWhole ? deleteAsset(services, asset) : deleteSidecar(services, asset, sidecar)));
  });
  addMultipartRoutes(router, services, { requireJson, jsonBody });
  router.all('/presigned-uploads', allowOnly('POST'));
  router.post('/presigned-uploads', requireJson, jsonBody, async (request, response) => {
    response.status(201).json(await presignUpload(services, request.body));
  });
  addImportRoutes(router, services, [requireJson, jsonBody]);
  addMarkRoutes(router, services, [requireJson, jsonBody]);
  router.post('/tokens', requireJson, jsonBody, (request, response) => {
    response.status(201).json(issueToken(services.config, request.body));
  });
  router.get('/invalidations', (_request, response) => {
    response.json({ invalidations: services.invalidations.list(MAX_LISTED_INVALIDATIONS) });
  });
  router.post('/invalidations', requireJson, jsonBody, async (request, response) => {
    const receipt = await services.invalidations.start(readInvalidationRequest(request.body));
    response.status(202).location(`/api/invalidations/${receipt.id}`).json(receipt);
  });
  router.get('/invalidations/:id', (request, response) => {
    response.json(services.invalidations.get(request.params.id));
  });
  router.get('/streams', (_request, response) => {
    response.json(listedStreams(services.streams, MAX_LISTED_STREAMS));
  });
  router.get('/status', async (_request, response) => {
    response.json(await readStatus(services));
  });
  return router;
}

/** Waits a little for texts that were not read yet, so that their problems are said; what takes longer is said next time. */
async function readTexts(asset: Asset, { texts, shutdownSignal }: Services): Promise<void> {
  const context = { signal: shutdownSignal, urgency: new Urgency('prefetch'), client: 'api' };
  await within(READING_MS, texts.readAll(asset, context));
}

/** Pages of other sites can send forms and text without a preflight (Fetch 2.2.2), but not JSON. */
const requireJson: RequestHandler = (request, _response, next) => {
  if (request.is('application/json')) return next();
  throw new OnplayError('content_type_unsupported', {
    publicDetail: 'Send a JSON body with `Content-Type: application/json`.',
  });
};
