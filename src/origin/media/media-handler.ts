/**
 * Answers requests for media, `/-/{grant}/{asset}/{rendition}/…`: media playlists, init segments and media segments. What is
 * in memory is answered at once, all else when it was produced; with conditions, ranges and problems the same in both.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { SegmentedRendition } from '../../encoder/index.js';
import { segmentRef } from '../../segments/index.js';
import { readPlayerState, viewerNames } from '../../sessions/index.js';
import { parseMediaPath } from '../../shared/media-url.js';
import type { ActiveSpan } from '../../shared/tracing/tracing.js';
import { preflightHeaders, setHeaders } from '../headers.js';
import { assertMethod, routeUnknown, sendProblem } from '../problems/send-problem.js';
import { isAnsweredLate } from '../server/late-answers.js';
import { clientSignal } from '../server/request-context.js';
import { isIdentified } from '../server/request-id.js';
import { traceRequest } from '../server/traced-request.js';
import type { Services } from '../services.js';
import { findSegment, getSegment } from './get-segment.js';
import { MediaDirectories, type OpenedMedia } from './media-directories.js';
import { type MediaRequest, mediaRequestReader } from './media-request.js';
import { mediaHeaders } from './responses/media-response.js';
import { sendPlaylist, sendReadyPlaylist } from './responses/playlist-response.js';
import { sendSegment, sendUnchangedSegment } from './responses/segment-response.js';
import { sendLease } from './stream-lease.js';

/** Answers a request and returns true; or returns false without an effect if it is not one for media. */
type MediaHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** What requests of this handler and of the application have in common. */
interface RequestSteps {
  /** Gives the request its id and its log; during shutdown, tells the client that the connection ends. At most once. */
  readonly identify: RequestListener;
  /** Sets the time limit of the response, for requests that wait. */
  readonly limit: RequestListener;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly media: MediaRequest;
}

export function createMediaHandler(services: Services, steps: RequestSteps): MediaHandler {
  const read = mediaRequestReader(services.config);
  const handler = new Handler(services, steps);
  return (request, response) => {
    const media = read(request);
    if (media) handler.handle({ request, response, media });
    return media !== undefined;
  };
}

class Handler {
  readonly #services: Services;
  readonly #steps: RequestSteps;
  readonly #directories: MediaDirectories;

  constructor(services: Services, steps: RequestSteps) {
    this.#services = services;
    this.#steps = steps;
    this.#directories = new MediaDirectories(services);
  }

  handle(exchange: Exchange): void {
    const { request, response } = exchange;
    const { log, isReady } = this.#services;
    // Other requests get an id only with a problem: it is for finding them in the log.
    if (log.isLevelEnabled('debug') || !isReady()) this.#steps.identify(request, response);
    try {
      if (sendLease(this.#services, exchange)) return;
      const opened = this.#openFromMemory(exchange);
      if (opened && this.#answerFromMemory(exchange, opened)) return;
      this.#steps.limit(request, response);
      traceRequest(this.#services.tracing, exchange, ROUTE, (span) => {
        this.#answer(exchange, opened, span).catch((error: unknown) => this.#refuse(exchange, error));
      });
    } catch (error) {
      this.#refuse(exchange, error);
    }
  }

  #openFromMemory({ request, media: { path, facts } }: Exchange): OpenedMedia | undefined {
    const opened = isRead(request) ? this.#directories.open(path, facts) : undefined;
    if (opened) this.#assertPlace(opened);
    return opened;
  }

  /**
   * Answers if all that is needed is in memory, and returns whether it is.
   * @throws OnplayError `range_not_satisfiable`.
   */
  #answerFromMemory({ request, response, media }: Exchange, opened: OpenedMedia): boolean {
    const { variant, file, scope, traced } = opened;
    if (file === 'playlist') return sendReadyPlaylist(request, response, variant);
    const ref = segmentRef(variant, file);
    if (sendUnchangedSegment(request, response, { ref, traced })) return true;
    const viewer = viewerNames(scope, media.facts.address);
    const readState = () => readPlayerState(request.headers, media.query);
    const served = findSegment(this.#services, { ...opened, ref }, viewer, readState);
    if (!served) return false;
    sendSegment(request, response, { ref, traced }, served);
    return true;
  }

  /**
   * Answers, and waits for the asset and the segment where they are not in memory.
   * @throws OnplayError for every request that gets a problem.
   */
  async #answer(exchange: Exchange, known: OpenedMedia | undefined, span: ActiveSpan): Promise<void> {
    const { request, response, media } = exchange;
    if (request.method === 'OPTIONS') return sendPreflight(response);
    const signal = clientSignal(response);
    const opened = known ?? (await this.#open(exchange, signal));
    const { variant, file, scope, traced } = opened;
    span.set({ 'onplay.asset': variant.asset.id, 'onplay.rendition': variant.rendition.id });
    if (file === 'playlist') return sendPlaylist(request, response, variant);
    const ref = segmentRef(variant, file);
    if (!known && sendUnchangedSegment(request, response, { ref, traced })) return;
    const viewer = { ...viewerNames(scope, media.facts.address), signal };
    const readState = () => readPlayerState(request.headers, media.query);
    const served = await getSegment(this.#services, { ...opened, ref }, viewer, readState);
    span.set({ 'onplay.segment': ref.key, 'onplay.result': served.result });
    sendSegment(request, response, { ref, traced }, served);
  }

  async #open({ request, response, media }: Exchange, signal: AbortSignal): Promise<OpenedMedia> {
    const parsed = parseMediaPath(media.path);
    if (!parsed) throw routeUnknown();
    assertMethod(request, response, READ_METHODS);
    const opened = await this.#directories.resolve(media.path, parsed, media.facts, signal);
    this.#assertPlace(opened);
    return opened;
  }

  /** Images do not count, nor does a stream that lost its place lose them. @throws OnplayError `too_many_streams`. */
  #assertPlace({ scope, variant }: OpenedMedia): void {
    if (isStreamed(variant.rendition)) this.#services.streams.assertPlace(scope);
  }

  #refuse({ request, response }: Exchange, error: unknown): void {
    if (isAnsweredLate(response)) return;
    if (!isIdentified(request)) this.#steps.identify(request, response);
    if (!response.headersSent) setHeaders(response, mediaHeaders);
    sendProblem(error, request, response);
  }
}

/** Frames for trick play are video, as edges take them. */
function isStreamed(rendition: SegmentedRendition): boolean {
  return rendition.kind !== 'image' || rendition.purpose === 'trick';
}

const ROUTE = '/-/{grant}/{asset}/{rendition}/{file}';
const READ_METHODS = ['GET', 'HEAD'];

function isRead({ method = '' }: IncomingMessage): boolean {
  return READ_METHODS.includes(method);
}

/** Answers a preflight request (Fetch 4.8). */
function sendPreflight(response: ServerResponse): void {
  setHeaders(response, { ...mediaHeaders, ...preflightHeaders });
  response.writeHead(204).end();
}
