/** The outermost span of an answer, from the request to the end of its response. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ActiveSpan, noSpan, type Tracing } from '../../shared/tracing/tracing.js';

/** The kinds of URL that are traced; a URL itself holds a token or a grant. */
type Route = '/{asset}.m3u8' | '/{asset}.mpd' | '/-/{grant}/{asset}/{rendition}/{file}';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers in a span, which continues the client's trace if it sends one. */
export function traceRequest(
  tracing: Tracing,
  { request, response }: Exchange,
  route: Route,
  answer: (span: ActiveSpan) => void,
): void {
  if (!tracing.isOn) {
    answer(noSpan);
    return;
  }
  const attributes = { 'http.request.method': methodOf(request), 'http.route': route };
  const answered = (span: ActiveSpan) =>
    new Promise<void>((resolve) => {
      response.once('close', () => {
        if (response.headersSent) span.set({ 'http.response.status_code': response.statusCode });
        resolve();
      });
      answer(span);
    });
  tracing.continued(request.headers['traceparent'], () => tracing.span('request', attributes, answered));
}

const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** As OpenTelemetry names methods: any text that a client invents is `_OTHER`. */
function methodOf({ method = '' }: IncomingMessage): string {
  return METHODS.has(method) ? method : '_OTHER';
}
