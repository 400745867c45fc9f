/**
 * `/api/uploads`: resumable uploads by the tus protocol 1.0.0, for any client of it. Here is only the HTTP: requests and answers as
 * plain values, and errors as problems.
 */
import type { IncomingMessage } from 'node:http';
import { type Request, type Response, Router } from 'express';
import { UPLOADS_PATH, type UploadAnswer, type UploadRequest } from '../../uploads/index.js';
import { allowOnly } from '../problems/send-problem.js';
import { addressGroup } from '../server/address-group.js';
import type { Services } from '../services.js';

/** Those of a request that are of the protocol. The others are for this server. */
const ASKED = ['tus-resumable', 'upload-length', 'upload-offset', 'upload-metadata', 'upload-defer-length'];
/** Those by which an upload's bytes are known, which only `PATCH` brings. */
const ASKED_OF_BYTES = ['content-type', 'content-length'];
/** Those of an answer that a client needs. The library's headers for pages of other sites are left out. */
const ANSWERED = [
  'Location',
  'Upload-Offset',
  'Upload-Length',
  'Upload-Metadata',
  'Upload-Expires',
  'Tus-Extension',
  'Tus-Max-Size',
  'Onplay-Asset',
];

/** Whether a request may bring a whole film, and takes as long. */
export function isUpload({ method, url = '' }: IncomingMessage): boolean {
  return method === 'PATCH' && url.startsWith(`${UPLOADS_PATH}/`);
}

/** The routes under `/api/uploads`, behind the guard of the management API. */
export function uploadRoutes({ intake }: Pick<Services, 'intake'>): Router {
  const router = Router();
  router.all('/', allowOnly('OPTIONS', 'POST'));
  router.all('/:id', allowOnly('HEAD', 'PATCH', 'DELETE'));
  router.all(['/', '/:id'], async (request, response) => {
    response.set({ 'Tus-Resumable': '1.0.0', 'Tus-Version': '1.0.0' });
    const client = addressGroup(request.ip);
    send(response, await intake.uploads.handle(uploadRequest(request), client));
  });
  return router;
}

function uploadRequest(request: Request): UploadRequest {
  const method = request.method as UploadRequest['method'];
  const headers = new Headers();
  for (const name of method === 'PATCH' ? [...ASKED, ...ASKED_OF_BYTES] : ASKED) {
    const value = request.get(name);
    if (value !== undefined) headers.set(name, value);
  }
  const { id } = request.params;
  return {
    ...{ method, headers, id: typeof id === 'string' ? id : '' },
    ...(method === 'PATCH' && { body: received(request) }),
  };
}

/** What has come when the client leaves counts: it goes on from there. */
async function* received(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    // The answer is still to be sent where not all is read.
    yield* request.iterator({ destroyOnReturn: false });
  } catch {
    return;
  }
}

function send(response: Response, { status, headers }: UploadAnswer): void {
  for (const name of ANSWERED) {
    const value = headers.get(name);
    if (value !== null) response.set(name, value);
  }
  response.status(status).end();
}
