/** The routes for manifests and downloads. Media has a handler of its own, `media/media-handler.ts`. */
import { type RequestHandler, Router } from 'express';
import { downloadRoutes } from './downloads/download-routes.js';
import { manifestRoutes } from './media/manifests/manifest-routes.js';
import { unknownRoutes } from './problems/send-problem.js';
import { isPlaybackPath, openToAnySite } from './server/playback-path.js';
import { rawPath } from './server/request-context.js';
import type { Services } from './services.js';

/** Answers every request for a manifest or a download; passes all others on. */
export function playbackRoutes(services: Services): Router {
  const router = Router();
  router.use(playbackOnly, openToAnySite, manifestRoutes(services), downloadRoutes(services), unknownRoutes);
  return router;
}

const playbackOnly: RequestHandler = (request, _response, next) => {
  if (isPlaybackPath(rawPath(request))) next();
  else next('router');
};
