/** Liveness, readiness and metrics, for whoever runs the server. */
import { Router } from 'express';
import { OnplayError } from '../../errors.js';
import { cacheControl } from '../http/cache-control.js';
import type { Services } from '../services.js';

export function operationsRoutes({ isReady, metrics, scheduler, registry, cache }: Services): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.set('Cache-Control', cacheControl.none).json({ status: 'ok' });
  });
  router.get('/readyz', (_request, response) => {
    if (!isReady()) {
      throw new OnplayError('shutting_down', { publicDetail: 'The server is stopping.', retryable: true });
    }
    response.set('Cache-Control', cacheControl.none).json({ status: 'ready' });
  });
  router.get('/metrics', async (_request, response) => {
    metrics.encodeQueueDepth.set(scheduler.depth);
    metrics.ffmpegProcesses.set(registry.count);
    metrics.cacheBytes.set({ tier: 'memory' }, cache.bytes);
    const text = await metrics.registry.metrics();
    response
      .set({ 'Content-Type': metrics.registry.contentType, 'Cache-Control': cacheControl.none })
      .end(text);
  });
  return router;
}
