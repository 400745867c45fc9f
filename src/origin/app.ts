/** The HTTP application: all routes, in the order they are tried. */

import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import { pinoHttp, startTime } from 'pino-http';
import { safeUrl } from '../shared/log.js';
import { createPageRouter } from '../web/index.js';
import { apiRoutes } from './api/api-routes.js';
import { hookRoutes } from './api/hook-routes.js';
import { isUpload } from './api/upload-routes.js';
import { setHeaders } from './headers.js';
import { createMediaHandler } from './media/media-handler.js';
import { operationsRoutes } from './operations/operations-routes.js';
import { playbackRoutes } from './playback-routes.js';
import { answerLimit } from './problems/answer-in-time.js';
import { allowOnly, problems, unknownRoutes } from './problems/send-problem.js';
import { splitTarget } from './server/request-target.js';
import { traceRequest } from './server/traced-request.js';
import type { Services } from './services.js';
import type { OriginConfig } from './settings.js';
import { pictureRoutes } from './stills/picture-routes.js';

/** The listener for a server's requests: media has a handler of its own, the application answers all else. */
export function createRequestListener(services: Services): RequestListener {
  const { config, log } = services;
  const identify = identifyRequests(services);
  const limitAnswer = answerLimit(longestAnswerMs(config), ({ method, url = '' }, id) =>
    log.info({ code: 'answer_late', req: { id, method, url: safeUrl(url) } }, 'request failed'),
  );
  const limit: RequestListener = (request, response) => {
    // From now on, also if the request is identified later.
    response[startTime] = Date.now();
    if (!isUpload(request)) limitAnswer(request, response);
  };
  const handleMedia = createMediaHandler(services, { identify, limit });
  const application = createApp(services);
  return (request, response) => {
    if (handleMedia(request, response)) return;
    identify(request, response);
    limit(request, response);
    const answer = () => application(request, response);
    const manifest = MANIFEST.exec(splitTarget(request.url ?? '')[0]);
    if (manifest)
      traceRequest(
        services.tracing,
        { request, response },
        `/{asset}.${manifest[1] as 'm3u8' | 'mpd'}`,
        answer,
      );
    else answer();
  };
}

/** What is traced, of all that is not media. */
const MANIFEST = /\.(m3u8|mpd)$/;

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
  app.use(sharedHeaders);
  // First, since an asset's name may begin like another route; the extension of a manifest distinguishes them.
  app.use(pictureRoutes(services));
  app.use(playbackRoutes(services));
  app.use(operationsRoutes(services));
  app.use('/api', apiRoutes(services));
  app.use('/hooks', hookRoutes(services));
  app.all(['/', '/page/*file'], allowOnly('GET', 'HEAD'));
  app.use(createPageRouter());
  app.use(unknownRoutes, problems);
  return app;
}

/** 503 is a refusal for now, logged with its code by `sendProblem`; clients retry it, for minutes where a master is being prepared. */
function logLevelOf(status: number, error: Error | undefined): 'warn' | 'info' | 'debug' {
  if (status === 503 && !error) return 'info';
  return error || status >= 500 ? 'warn' : 'debug';
}

/**
 * Gives a request its id, which its problem has too, and one line in the log; never with a token or a grant. During shutdown
 * the response says that the connection ends.
 */
function identifyRequests({ log, isReady }: Services): RequestListener {
  const logRequest = pinoHttp({
    logger: log,
    genReqId: () => randomUUID(),
    serializers: {
      req: ({ id, method, url, remoteAddress }) => ({ id, method, url: safeUrl(url), remoteAddress }),
      res: ({ statusCode }) => ({ statusCode }),
    },
    customLogLevel: (_request, response, error) => logLevelOf(response.statusCode, error),
  });
  return (request, response) => {
    logRequest(request, response);
    if (!isReady() && !response.headersSent) response.setHeader('Connection', 'close');
  };
}

/** Responses of the application are readable by pages of this origin only, unless a route says otherwise. */
const sharedHeaders: RequestHandler = (request, response, next) => {
  setHeaders(response, {
    'X-Request-Id': String(request.id),
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  });
  next();
};
