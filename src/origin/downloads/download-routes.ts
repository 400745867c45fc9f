/** `GET /{asset}.mp4` and `GET /{asset}.m4a`: the asset as a file to be kept. */
import { type Request, type Response, Router } from 'express';
import { type PlaybackScope, tokenError } from '../../access/index.js';
import { type Asset, measureRenditions } from '../../assets/index.js';
import {
  chooseTracks,
  Download,
  type DownloadFormat,
  DownloadTurns,
  readDownloadQuery,
} from '../../downloads/index.js';
import { viewerNames } from '../../sessions/index.js';
import { type AssetId, parseAssetId } from '../../shared/asset-id.js';
import { OnplayError } from '../../shared/errors.js';
import { playbackToken } from '../media/entry/playback-token.js';
import { refuseTrace } from '../media/entry/refuse-trace.js';
import { sessionAsset } from '../media/entry/session-asset.js';
import { refuseSequences } from '../media/sequence/refuse-pieces.js';
import { assertMethod } from '../problems/send-problem.js';
import { parseDownloadPath } from '../server/download-path.js';
import { clientSignal, queryOf, rawPath, requestContext } from '../server/request-context.js';
import type { Services } from '../services.js';
import { fileNameOf } from './file-name.js';
import { answerUnchanged, sendDownload } from './send-download.js';

/** Serves downloads to clients whose playback token allows them. */
export function downloadRoutes(services: Services): Router {
  const router = Router();
  const turns = new DownloadTurns(services.config.maxDownloads);
  router.use(async (request, response, next) => {
    const named = parseDownloadPath(rawPath(request));
    if (!named) return next();
    assertMethod(request, response, ['GET', 'HEAD']);
    await answer({ services, turns, request, response }, parseAssetId(named.asset), named.extension);
  });
  return router;
}

interface Exchange {
  readonly services: Services;
  readonly turns: DownloadTurns;
  readonly request: Request;
  readonly response: Response;
}

async function answer(exchange: Exchange, id: AssetId, format: DownloadFormat): Promise<void> {
  const { services, turns, request, response } = exchange;
  turns.assertOpen();
  const query = queryOf(request);
  const scope = await services.verifier.verify(playbackToken(query), requestContext(request, id));
  assertAllowed(services, scope);
  refuseTrace(scope);
  refuseSequences(scope);
  const preferences = readDownloadQuery(query);
  const signal = clientSignal(response);
  const whole = await services.library.get(id, signal);
  assertComplete(whole);
  const viewer = { ...viewerNames(scope, request.ip), signal };
  const clip = [scope.clip, preferences.clip].filter((range) => range !== undefined);
  const view = { burn: undefined, clip, marks: scope.marks };
  const asset = await sessionAsset(whole, view, { texts: services.texts, viewer });
  const { client } = viewer;
  await measureRenditions(asset.presentation);
  const tracks = chooseTracks(asset, scope, preferences, format);
  const download = new Download(asset, tracks, services);
  if (answerUnchanged({ request, response }, download)) return;
  const end = turns.begin({ client, token: scope.token ?? '' });
  try {
    await sendDownload({ request, response }, download, {
      ...{ client, signal, asset, format },
      fileName: fileNameOf(asset, tracks, format),
      isAllowed: () => !services.revocations.covers(scope),
    });
  } finally {
    end();
  }
}

/** @throws OnplayError `download_forbidden`, `token_revoked`. */
function assertAllowed({ revocations }: Services, scope: PlaybackScope): void {
  if (!scope.download) throw tokenError('download_forbidden');
  if (revocations.covers(scope)) throw tokenError('token_revoked');
}

/** @throws OnplayError `download_pending` for a master that grows: its last byte is not known. */
function assertComplete({ presentation }: Asset): void {
  if (presentation.isComplete) return;
  throw new OnplayError('download_pending', {
    publicDetail: 'The master is still written. Download it when it is finished.',
    retryable: true,
    about: 'moment',
  });
}
