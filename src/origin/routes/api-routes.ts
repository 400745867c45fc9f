/** `/api`: management, for the holder of the management key and the page of the demo. */
import express, { Router } from 'express';
import { z } from 'zod';
import { OnplayError } from '../../errors.js';
import { assetPath, toAssetId } from '../asset-id.js';
import type { AssetState } from '../assets/asset-library.js';
import { describeAsset } from '../assets/describe-asset.js';
import { cacheControl } from '../http/cache-control.js';
import { clientSignal } from '../http/request-context.js';
import { toProblem } from '../problem.js';
import type { Services } from '../services.js';
import { parseDuration, signToken } from '../tokens/sign-token.js';
import { readStatus } from './status.js';

const MAX_LISTED_ASSETS = 2000;
const MAX_BODY = '16kb';

const tokenRequest = z.strictObject({
  asset: z.string().max(1024),
  ttl: z.string().max(16).default('4h'),
  claims: z.record(z.string().max(64), z.unknown()).default({}),
});

export function apiRoutes(services: Services): Router {
  const router = Router();
  router.use(services.admin.required, (_request, response, next) => {
    response.set('Cache-Control', cacheControl.none);
    next();
  });
  router.get('/assets', async (_request, response) => {
    const assets = await services.library.list(MAX_LISTED_ASSETS);
    response.json({ assets: assets.map(({ id, known }) => ({ id, ...summaryOf(known) })) });
  });
  router.get('/assets/*asset', async (request, response) => {
    const id = toAssetId((request.params['asset'] as unknown as string[]).join('/'));
    response.json(describeAsset(await services.library.get(id, clientSignal(response))));
  });
  router.post('/tokens', express.json({ limit: MAX_BODY }), (request, response) => {
    response.status(201).json(issueToken(services, request.body));
  });
  router.get('/status', async (_request, response) => {
    response.json(await readStatus(services));
  });
  return router;
}

function summaryOf(known: AssetState) {
  if (known.state === 'new') return { state: 'new' };
  if (known.state === 'refused') {
    const { code, detail } = toProblem(known.error, '').body;
    return { state: 'refused', problem: { code, detail } };
  }
  return { state: 'ready', ...describeAsset(known.asset).summary };
}

function issueToken({ config }: Services, body: unknown) {
  const parsed = tokenRequest.safeParse(body);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new OnplayError('body_invalid', { publicDetail: `${problems.join('; ')}.` });
  }
  if (config.tokenKey?.kind !== 'secret') {
    throw new OnplayError('body_invalid', {
      publicDetail:
        'This server verifies tokens with public keys and cannot sign any. Sign them where the private key is.',
    });
  }
  const { asset, ttl, claims } = parsed.data;
  const id = toAssetId(asset);
  const ttlSeconds = parseDuration(ttl);
  const token = signToken(config.tokenKey.secret, id, { ttlSeconds, claims });
  const path = `/${assetPath(id)}`;
  return {
    token,
    expiresAt: new Date(Date.now() + ttlSeconds * 1000).toISOString(),
    hls: `${path}.m3u8?token=${token}`,
    dash: `${path}.mpd?token=${token}`,
  };
}
