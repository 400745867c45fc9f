/** The HTTP application: every route in the order in which it is tried. */
import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import { safeUrl } from '../log.js';
import { corsHeaders, preflightHeaders } from './headers.js';
import { routeUnknown, sendProblem } from './http/problems.js';
import { openApiDocument } from './openapi.js';
import { createPageRouter } from './page/page-router.js';
import { apiRoutes } from './routes/api-routes.js';
import { manifestRoutes } from './routes/manifest-routes.js';
import { mediaRoutes } from './routes/media-routes.js';
import { operationsRoutes } from './routes/operations-routes.js';
import type { Services } from './services.js';

export function createApp(services: Services): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', [...services.config.trustProxy]);
  app.set('query parser', false);
  app.use(requestLog(services), sharedHeaders);
  app.use(mediaRoutes(services));
  app.use(operationsRoutes(services));
  app.use('/api', apiRoutes(services));
  app.get('/openapi.json', (_request, response) => {
    response.json(openApiDocument(services.version));
  });
  app.use(createPageRouter());
  app.use(manifestRoutes(services));
  app.use(routeUnknown, sendProblem);
  return app;
}

/** One line to each request, with an id that its problem bears too; never a token or a grant. */
function requestLog({ log }: Services): RequestHandler {
  return pinoHttp({
    logger: log,
    genReqId: () => randomUUID(),
    serializers: {
      req: ({ id, method, url, remoteAddress }) => ({ id, method, url: safeUrl(url), remoteAddress }),
      res: ({ statusCode }) => ({ statusCode }),
    },
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'warn' : 'debug'),
  });
}

const sharedHeaders: RequestHandler = (request, response, next) => {
  response.set({ ...corsHeaders, 'X-Content-Type-Options': 'nosniff', 'X-Request-Id': String(request.id) });
  if (request.method !== 'OPTIONS') return next();
  response.set(preflightHeaders).status(204).end();
};
