/** The routes for players: manifests and media. */
import { type RequestHandler, Router } from 'express';
import { routeUnknown } from '../problems/problems.js';
import { rethrowFastPathError } from '../server/fast-path-error.js';
import { isPlaybackPath, openToAnySite } from '../server/playback-path.js';
import { rawPath } from '../server/request-context.js';
import type { Services } from '../services.js';
import { manifestRoutes } from './manifest-routes.js';
import { mediaRoutes } from './media-routes.js';

/** Answers every request for a manifest or for media; passes all others on. */
export function playbackRoutes(services: Services): Router {
  const router = Router();
  router.use(
    playbackOnly,
    openToAnySite,
    rethrowFastPathError,
    mediaRoutes(services),
    manifestRoutes(services),
    routeUnknown,
  );
  return router;
}

const playbackOnly: RequestHandler = (request, _response, next) => {
  if (isPlaybackPath(rawPath(request))) next();
  else next('router');
};
