/** Images of an asset, for clients with a playback token: frames, the poster, the storyboard. */
import { type RequestHandler, Router } from 'express';
import { completed } from '../../assets/index.js';
import { readClipQuery } from '../../sessions/index.js';
import { parseAssetId } from '../../shared/asset-id.js';
import { enter } from '../media/entry/entry.js';
import { refuseTrace } from '../media/entry/refuse-trace.js';
import { sessionAsset, viewScope } from '../media/entry/session-asset.js';
import { refusePieces } from '../media/sequence/refuse-pieces.js';
import { assertMethod } from '../problems/send-problem.js';
import { parsePicturePath } from '../server/picture-path.js';
import { openToAnySite } from '../server/playback-path.js';
import { queryOf, rawPath } from '../server/request-context.js';
import type { Services } from '../services.js';
import { sendImage } from './send-image.js';
import { sendStoryboard } from './send-storyboard.js';

/** Answers requests for images; passes all others on. */
export function pictureRoutes(services: Services): Router {
  const router = Router();
  router.use(picturesOnly, openToAnySite, async (request, response) => {
    assertMethod(request, response, ['GET', 'HEAD']);
    const path = parsePicturePath(rawPath(request))!;
    const exchange = { services, request, response };
    const id = parseAssetId(path.asset);
    const entry = await enter(exchange, id);
    refuseTrace(entry.scope);
    refusePieces(entry.scope);
    const { scope, grantScope, viewer } = entry;
    const ranges = [scope.clip, readClipQuery(queryOf(request))].filter((range) => range !== undefined);
    const view = { burn: undefined, clip: ranges, marks: scope.marks };
    const whole = await completed(await services.library.get(id, viewer.signal));
    const asset = await sessionAsset(whole, view, { texts: services.texts, viewer });
    const ofView = { ...entry, grantScope: viewScope(grantScope, asset) };
    if (path.name === 'storyboard') await sendStoryboard(exchange, asset, ofView);
    else await sendImage(exchange, asset, ofView, path);
  });
  return router;
}

const picturesOnly: RequestHandler = (request, _response, next) => {
  if (parsePicturePath(rawPath(request))) next();
  else next('router');
};
