/** An origin that takes uploads, and a client that leaves its requests unfinished. */
import { readdir } from 'node:fs/promises';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import {
  ADMIN_KEY,
  startTestOrigin,
  type TestOrigin,
  type TestOriginOptions,
} from '../../origin/media/support/test-origin.js';
import { tusClient } from './tus-requests.js';

/** What most tests upload, in six bytes. */
export const film = { filename: 'trailer.mp4', asset: 'films/trailer' };

/** The caller must stop the origin. */
export async function startUploads(env: Record<string, string> = {}, options: TestOriginOptions = {}) {
  const origin = await startTestOrigin({ ...options, env: { ONPLAY_UPLOADS: 'on', ...env } });
  const masters = join(origin.root, 'masters');
  const incoming = join(masters, '.onplay-incoming');
  return {
    ...{ origin, masters, incoming, client: tusClient(origin) },
    /** The names of what is unfinished. */
    staged: () => readdir(incoming).catch((): string[] => []),
  };
}

/** Sends part of the body of a request, and stays connected. */
export function unfinishedPatch(
  { port }: Pick<TestOrigin, 'port'>,
  path: string,
  { size, part }: { readonly size: number; readonly part: string },
): ClientRequest {
  const sent = httpRequest({
    ...{ host: '127.0.0.1', port, path: `/api${path}`, method: 'PATCH', agent: false },
    headers: {
      Authorization: `Bearer ${ADMIN_KEY}`,
      'Tus-Resumable': '1.0.0',
      'Upload-Offset': 0,
      'Content-Type': 'application/offset+octet-stream',
      'Content-Length': size,
    },
  });
  sent.on('error', () => undefined);
  sent.write(part);
  return sent;
}
