/** Liveness, readiness and metrics, for operators; and the OpenAPI document of the management API. */
import { Router } from 'express';
import { OnplayError } from '../../shared/errors.js';
import { openApiDocument } from '../api/openapi.js';
import { cachePolicy } from '../cache-policy.js';
import { allowOnly } from '../problems/send-problem.js';
import type { Services } from '../services.js';

/** `GET /healthz`, `/readyz`, `/metrics` and `/openapi.json`. */
export function operationsRoutes(services: Services): Router {
  const { isReady, notices, version } = services;
  const router = Router();
  router.all(['/healthz', '/readyz', '/metrics', '/openapi.json'], allowOnly('GET', 'HEAD'));
  router.get('/healthz', (_request, response) => {
    response.set(cachePolicy.none).json({ status: 'ok' });
  });
  router.get('/readyz', (_request, response) => {
    if (!isReady()) {
      throw new OnplayError('shutting_down', {
        publicDetail: 'The server is stopping.',
        retryable: true,
        about: 'moment',
      });
    }
    const now = notices();
    response.set(cachePolicy.none).json({ status: 'ready', ...(now.length > 0 && { notices: now }) });
  });
  router.get('/metrics', async (_request, response) => {
    const { registry } = services.metrics;
    response.set({ 'Content-Type': registry.contentType, ...cachePolicy.none });
    response.end(await metricsText(services));
  });
  router.get('/openapi.json', (_request, response) => {
    response.set(cachePolicy.none).json(openApiDocument(version));
  });
  return router;
}

/** Gauges are read at the moment of the scrape. */
async function metricsText({ metrics, scheduler, registry, cache, disk }: Services): Promise<string> {
  metrics.encodeQueueDepth.set(scheduler.depth);
  metrics.ffmpegProcesses.set(registry.count);
  metrics.cacheBytes.set({ tier: 'memory' }, cache.bytes);
  if (disk) metrics.cacheBytes.set({ tier: 'disk' }, disk.bytes);
  return metrics.registry.metrics();
}
