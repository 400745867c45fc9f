/** Responses that are sent often: the head is checked and written once, and leaves in one piece with the body. */
import { type IncomingMessage, ServerResponse } from 'node:http';
import { deliver, guardDelivery } from './deliver.js';
import { KEEP_ALIVE_MS } from './keep-alive.js';

/** Larger bodies are not copied to join them with their head; system calls are a small part of sending them. */
const MAX_JOINED_BYTES = 4 * 1024;

/** Node's text of a response's head, which it sends with the first byte of the body (internal to Node). */
interface WithHead {
  _header: unknown;
}

/** What Node adds to the head of a response on a connection that stays open, in its order. */
const KEEP_ALIVE = 'Connection: keep-alive\r\n';
const KEEP_ALIVE_TIMEOUT = `${KEEP_ALIVE}Keep-Alive: timeout=${KEEP_ALIVE_MS / 1000}\r\n\r\n`;

export class PreparedResponse {
  readonly #body: Uint8Array;
  readonly #text: string | undefined;
  /** Undefined where this version of Node writes heads in another way. */
  readonly #head: string | undefined;
  #current = { date: '', text: '' };

  /**
   * @param headers of the response with status 200, names and values alternating, without `Date` and `Connection`.
   * @throws TypeError for names and values that cannot be in a header, as Node does.
   */
  constructor(headers: readonly string[], body: Uint8Array) {
    this.#body = body;
    this.#text = body.byteLength <= MAX_JOINED_BYTES ? Buffer.from(body).toString('latin1') : undefined;
    this.#head = headOf(headers);
  }

  /**
   * Sends the response; or returns false without an effect where Node has to write its head: on a connection that is going
   * to be closed, for HEAD, where headers were set before, and where a response was sent already.
   */
  send(response: ServerResponse): boolean {
    const { shouldKeepAlive, req } = response;
    if (this.#head === undefined || !shouldKeepAlive || req.method !== 'GET') return false;
    if (response.headersSent || response.getHeaderNames().length > 0) return false;
    (response as unknown as WithHead)._header = this.#textAt(httpDate(Date.now()));
    if (this.#text === undefined) deliver(response, this.#body);
    else sendJoined(response);
    return true;
  }

  /** The head, followed by a body that is joined with it. Joined once per second, since each join copies both. */
  #textAt(date: string): string {
    if (this.#current.date !== date) {
      const text = `${this.#head}Date: ${date}\r\n${KEEP_ALIVE_TIMEOUT}${this.#text ?? ''}`;
      this.#current = { date, text };
    }
    return this.#current.text;
  }
}

/** Node sends the head alone, which ends with the body. What is unsent is in this response's own memory. */
function sendJoined(response: ServerResponse): void {
  response.end();
  const unsent = response.writableLength;
  if (unsent > 0) guardDelivery(response, new Uint8Array(unsent));
}

/** The status line and the headers, as Node writes them. */
function headOf(headers: readonly string[]): string | undefined {
  const request = { method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} };
  const draft = new ServerResponse(request as IncomingMessage);
  draft.sendDate = false;
  draft.writeHead(200, [...headers]);
  const { _header: head } = draft as unknown as WithHead;
  const end = `${KEEP_ALIVE}\r\n`;
  return typeof head === 'string' && head.endsWith(end) ? head.slice(0, -end.length) : undefined;
}

const current = { second: Number.NaN, text: '' };

/** The value of `Date` (RFC 9110 6.6.1), written once per second. @param nowMs since the epoch. */
function httpDate(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (second !== current.second) Object.assign(current, { second, text: new Date(nowMs).toUTCString() });
  return current.text;
}
