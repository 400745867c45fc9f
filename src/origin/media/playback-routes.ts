/** The routes for manifests. Media has a handler of its own, `media-handler.ts`. */
import { type RequestHandler, Router } from 'express';
import { unknownRoutes } from '../problems/send-problem.js';
import { isPlaybackPath, openToAnySite } from '../server/playback-path.js';
import { rawPath } from '../server/request-context.js';
import type { Services } from '../services.js';
import { manifestRoutes } from './manifest-routes.js';

/** Answers every request for a manifest; passes all others on. */
export function playbackRoutes(services: Services): Router {
  const router = Router();
  router.use(playbackOnly, openToAnySite, manifestRoutes(services), unknownRoutes);
  return router;
}

const playbackOnly: RequestHandler = (request, _response, next) => {
  if (isPlaybackPath(rawPath(request))) next();
  else next('router');
};
