/** The HTTP application: all routes, in the order they are tried. */

import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import { safeUrl } from '../shared/log.js';
import { createPageRouter } from '../web/index.js';
import { apiRoutes } from './api/api-routes.js';
import { hookRoutes } from './api/hook-routes.js';
import { createFastPath, type FastPath } from './media/fast-path.js';
import { playbackRoutes } from './media/playback-routes.js';
import { operationsRoutes } from './operations/operations-routes.js';
import { answeredInTime, type LateReport } from './problems/answer-in-time.js';
import { allowOnly, routeUnknown, sendProblem } from './problems/problems.js';
import type { Services } from './services.js';
import type { OriginConfig } from './settings.js';

/** The listener for a server's requests: the fast path for media, else the application; each with a time limit. */
export function createRequestListener(services: Services): FastPath {
  const { tryFastPath, listener } = createFastPath(services, createApp(services));
  const ms = longestAnswerMs(services.config);
  const onLate: LateReport = ({ method, url = '' }, id) =>
    services.log.info({ code: 'answer_late', req: { id, method, url: safeUrl(url) } }, 'request failed');
  return { tryFastPath, listener: answeredInTime(listener, ms, onLate) };
}

/** For everything before an encode. With the default encode timeout, requests are answered before edges give up (75 s). */
const NON_ENCODE_MS = 10_000;

/** How long a request may take to be answered, in milliseconds; after that it gets `answer_late`. */
export function longestAnswerMs({
  encodeTimeoutSeconds,
}: Pick<OriginConfig, 'encodeTimeoutSeconds'>): number {
  return encodeTimeoutSeconds * 1000 + NON_ENCODE_MS;
}

/** All state of the application is in the services. */
function createApp(services: Services): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', [...services.config.trustProxy]);
  app.set('query parser', false);
  app.use(requestLog(services), sharedHeaders(services));
  // First, since an asset's name may begin like another route; the extension of a manifest distinguishes them.
  app.use(playbackRoutes(services));
  app.use(operationsRoutes(services));
  app.use('/api', apiRoutes(services));
  app.use('/hooks', hookRoutes(services));
  app.all(['/', '/page/*file'], allowOnly('GET', 'HEAD'));
  app.use(createPageRouter());
  app.use(routeUnknown, sendProblem);
  return app;
}

/** Logs one line for each request, with the id that its problem has too; never a token or a grant. */
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

/** Headers of every response. Responses are readable by pages of this origin only, unless a route says otherwise. */
function sharedHeaders({ isReady }: Services): RequestHandler {
  return (request, response, next) => {
    response.set({
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'X-Request-Id': String(request.id),
    });
    if (!isReady()) response.set('Connection', 'close');
    next();
  };
}
