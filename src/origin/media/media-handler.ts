/**
 * Answers requests for media, `/-/{grant}/{asset}/{rendition}/…`: media playlists, init segments and media segments. What is
 * in memory is answered at once, all else when it was produced; with conditions, ranges and problems the same in both.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type SegmentName, segmentRef } from '../../segments/index.js';
import { readPlayerState, viewerNames } from '../../sessions/index.js';
import { parseMediaPath } from '../../shared/media-url.js';
import { preflightHeaders, setHeaders } from '../headers.js';
import { assertMethod, routeUnknown, sendProblem } from '../problems/problems.js';
import { clientSignal } from '../server/request-context.js';
import type { Services } from '../services.js';
import { findSegment, getSegment } from './get-segment.js';
import { MediaDirectories, type OpenedMedia } from './media-directories.js';
import { type MediaRequest, mediaRequestReader } from './media-request.js';
import { mediaHeaders } from './media-response.js';
import { sendPlaylist, sendReadyPlaylist } from './playlist-response.js';
import { sendSegment, sendUnchangedSegment } from './segment-response.js';

/** Answers a request and returns true; or returns false without an effect if it is not one for media. */
export type MediaHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** What a request gets before its route, each at most once. */
export interface RequestSteps {
  /** Gives the request its id and its log, and the response the headers of every response. */
  readonly identify: RequestListener;
  /** Sets the time limit of the response. */
  readonly limit: RequestListener;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly media: MediaRequest;
}

export function createMediaHandler(services: Services, { identify, limit }: RequestSteps): MediaHandler {
  const read = mediaRequestReader(services.config);
  const handler = new Handler(services);
  return (request, response) => {
    const media = read(request);
    if (!media) return false;
    const exchange = { request, response, media };
    // Responses from memory need an id only where they are logged, and the headers only while the server shuts down.
    const isIdentified = services.log.isLevelEnabled('debug') || !services.isReady();
    if (isIdentified) identify(request, response);
    const identified = () => {
      if (!isIdentified) identify(request, response);
    };
    try {
      if (handler.answerFromMemory(exchange)) return true;
    } catch (error) {
      identified();
      refuse(exchange, error);
      return true;
    }
    identified();
    limit(request, response);
    handler.answer(exchange).catch((error: unknown) => refuse(exchange, error));
    return true;
  };
}

class Handler {
  readonly #services: Services;
  readonly #directories: MediaDirectories;

  constructor(services: Services) {
    this.#services = services;
    this.#directories = new MediaDirectories(services);
  }

  /**
   * Answers if all that is needed is in memory, and returns whether it is.
   * @throws OnplayError `range_not_satisfiable`.
   */
  answerFromMemory({ request, response, media: { path, query, facts } }: Exchange): boolean {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const opened = this.#directories.open(path, facts);
    if (!opened) return false;
    const { variant, file } = opened;
    if (file === 'playlist') return sendReadyPlaylist(request, response, variant);
    const ref = segmentRef(variant, file);
    if (sendUnchangedSegment(request, response, ref)) return true;
    const viewer = viewerNames(opened.scope, facts.address);
    const readState = () => readPlayerState(request.headers, query);
    const served = findSegment(this.#services, { ...opened, ref }, viewer, readState);
    if (!served) return false;
    sendSegment(request, response, ref, served);
    return true;
  }

  /**
   * Answers, and waits for the asset and the segment where they are not in memory.
   * @throws OnplayError for every request that gets a problem.
   */
  async answer(exchange: Exchange): Promise<void> {
    const { request, response, media } = exchange;
    if (request.method === 'OPTIONS') return sendPreflight(response);
    const parsed = parseMediaPath(media.path);
    if (!parsed) throw routeUnknown();
    assertMethod(request, response, ['GET', 'HEAD']);
    const signal = clientSignal(response);
    const opened = await this.#directories.resolve(media.path, parsed, media.facts, signal);
    if (opened.file === 'playlist') return sendPlaylist(request, response, opened.variant);
    await this.#produce(exchange, opened, opened.file, signal);
  }

  async #produce(
    { request, response, media }: Exchange,
    opened: OpenedMedia,
    name: SegmentName,
    signal: AbortSignal,
  ): Promise<void> {
    const ref = segmentRef(opened.variant, name);
    if (sendUnchangedSegment(request, response, ref)) return;
    const viewer = { ...viewerNames(opened.scope, media.facts.address), signal };
    const readState = () => readPlayerState(request.headers, media.query);
    const served = await getSegment(this.#services, { ...opened, ref }, viewer, readState);
    sendSegment(request, response, ref, served);
  }
}

/** Answers a preflight request (Fetch 4.8). */
function sendPreflight(response: ServerResponse): void {
  setHeaders(response, { ...mediaHeaders, ...preflightHeaders });
  response.writeHead(204).end();
}

function refuse({ request, response }: Exchange, error: unknown): void {
  if (!response.headersSent) setHeaders(response, mediaHeaders);
  sendProblem(error, request, response);
}
