/** Writes the responses of media. */
import type { ServerResponse } from 'node:http';
import { corsHeaders } from '../../headers.js';
import { deliver } from '../../server/deliver.js';
import { requestIdHeader } from '../../server/request-id.js';

/** Names and values alternating, the form that Node writes without looking up each name. */
export type HeaderList = readonly string[];

/** On every response to a request for media, problems included. */
export const mediaHeaders = { 'X-Content-Type-Options': 'nosniff', ...corsHeaders } as const;

const MEDIA_HEADERS = Object.entries(mediaHeaders).flat();

/** The headers of a response with media or a media playlist: those given, and those of every one. */
export function mediaHeaderList(headers: HeaderList): string[] {
  return MEDIA_HEADERS.concat(headers);
}

/** Answers with content, or for HEAD with its head. */
export function sendMedia(
  response: ServerResponse,
  status: 200 | 206,
  headers: HeaderList,
  body: Uint8Array,
): void {
  const own = ['Content-Length', String(body.byteLength), ...requestIdHeader(response.req)];
  response.writeHead(status, mediaHeaderList(headers).concat(own));
  deliver(response, body);
}

/** Answers that the client has the content already. */
export function sendNotModified(response: ServerResponse, headers: HeaderList): void {
  response.writeHead(304, mediaHeaderList(headers).concat(requestIdHeader(response.req))).end();
}
