/** The responses with downloads: whole, or from any byte on. */
import type { Request, Response } from 'express';
import { tokenError } from '../../access/index.js';
import type { Asset } from '../../assets/index.js';
import type { Download, Downloader, DownloadFormat } from '../../downloads/index.js';
import { OnplayError } from '../../shared/errors.js';
import { cachePolicy } from '../cache-policy.js';
import { setHeaders } from '../headers.js';
import { matches } from '../media/responses/conditions.js';
import { contentTypes } from '../media/responses/content-types.js';
import { type RequestedPart, requestedPart } from './requested-part.js';
import { piecesOf, writePieces } from './send-stream.js';

/** On whose behalf a download is sent, and what it is called. */
interface DownloadDetails extends Downloader {
  readonly asset: Asset;
  readonly format: DownloadFormat;
  readonly fileName: string;
  /** Whether the token is still in force: asked before each piece that is written. */
  readonly isAllowed: () => boolean;
}

interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

/** In place of the last byte, where that is not known (RFC 8673 2.1). */
const VERY_LARGE = Number.MAX_SAFE_INTEGER;

/** Answers with 304, which needs no turn, where the client has the file. Returns whether it has. */
export function answerUnchanged({ request, response }: Exchange, { etag }: Download): boolean {
  if (!matches(request.headers['if-none-match'], etag)) return false;
  setHeaders(response, { ETag: etag, ...cachePolicy.download });
  response.writeHead(304).end();
  return true;
}

/**
 * Answers with 200 or 206. Resolves when all was sent.
 * @throws OnplayError `range_not_satisfiable`; what producing segments throws, also after the head was sent.
 */
export async function sendDownload(
  { request, response }: Exchange,
  download: Download,
  details: DownloadDetails,
): Promise<void> {
  const { etag } = download;
  const size = await download.size(details);
  const head = { etag, size, details };
  if (request.method === 'HEAD') {
    sendHead(response, 'whole', head);
    response.end();
    return;
  }
  const part = requestedPart(request, etag, size);
  if (part === 'unsatisfiable') throw notSatisfiable(response, size);
  await download.prepare(details);
  const { start, end = size } = part === 'whole' ? { start: 0 } : part;
  const position = await download.find(start, details);
  if (!position) throw notSatisfiable(response, await download.size(details));
  sendHead(response, part, head);
  await sendBody(
    { request, response },
    download.read(position, details),
    details,
    (end ?? VERY_LARGE) - start,
  );
}

async function sendBody(
  { request, response }: Exchange,
  chunks: AsyncIterable<Uint8Array>,
  { asset, fileName, isAllowed }: DownloadDetails,
  most: number,
): Promise<void> {
  const { log } = request;
  const details = { asset: asset.id, version: asset.master.version, fileName };
  log.info(details, 'download begun');
  const bytes = await writePieces(response, whileAllowed(piecesOf(chunks), isAllowed), most);
  response.end();
  log.info({ ...details, bytes }, 'download sent');
}

/** Ends the stream of a token that is revoked meanwhile. */
async function* whileAllowed(
  pieces: AsyncIterable<Uint8Array>,
  isAllowed: () => boolean,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of pieces) {
    if (!isAllowed()) throw tokenError('token_revoked');
    yield piece;
  }
}

/** What the head of a response says of the file, whose size may not be known. */
interface FileHead {
  readonly etag: string;
  readonly size: number | undefined;
  readonly details: DownloadDetails;
}

/** Where the length is not known, the body is sent in chunks (RFC 9112 7.1). */
function sendHead(
  response: Response,
  part: RequestedPart | 'whole',
  { etag, size, details: { format, fileName } }: FileHead,
): void {
  const { start, end = size } = part === 'whole' ? { start: 0 } : part;
  // RFC 6266, with the name in UTF-8 where it is not ASCII (RFC 8187).
  response.attachment(fileName);
  setHeaders(response, {
    ...{ ETag: etag, 'Accept-Ranges': 'bytes', ...cachePolicy.download },
    'Content-Type': contentTypes[format === 'm4a' ? 'audio' : 'video'],
    // nginx would write what the client has not read yet to disk.
    'X-Accel-Buffering': 'no',
    ...(size !== undefined && { 'Content-Length': String(end! - start) }),
    ...(part !== 'whole' && { 'Content-Range': contentRange(part, size) }),
  });
  response.writeHead(part === 'whole' ? 200 : 206);
  response.flushHeaders();
}

/** RFC 9110 14.4. The last byte of a file whose length is not known is beyond any. */
function contentRange({ start, end = VERY_LARGE + 1 }: RequestedPart, size: number | undefined): string {
  return `bytes ${start}-${end - 1}/${size ?? '*'}`;
}

function notSatisfiable(response: Response, size: number | undefined): OnplayError {
  response.setHeader('Content-Range', `bytes */${size}`);
  return new OnplayError('range_not_satisfiable', {
    publicDetail: 'The range lies beyond the end of the content.',
  });
}
