/**
 * Opens a master at an http or https URL, following redirects as far as each is allowed itself. An earlier copy is gone on with by a
 * conditional range (RFC 9110 13.1.5): a server that has another version, or knows no ranges, sends all of it.
 */
import type { Dispatcher } from 'undici';
import { packageVersion } from '../../shared/version.js';
import { type ConnectorOptions, guardedConnector } from './guarded-connector.js';
import { fromClientError, sourceFailed, sourceNotMedia, sourceRefused } from './import-errors.js';
import { readPart, strongTagOf } from './response-parts.js';
import type { Resumption, Source } from './source.js';
import { readSourceUrl } from './source-address.js';

export interface HttpSourceOptions extends ConnectorOptions {
  /** See `isAllowedHost`. */
  readonly allowedHosts: readonly string[];
  /** Whether it may be text, but for a page. */
  readonly textToo?: boolean;
}

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** For the head of a response, and between two parts of its body. */
const SILENCE_MS = 30_000;
/** Of a body that is not used, before its connection is ended. */
const MAX_DISCARDED = 16 * 1024;
/** What servers answer with in place of a media file. */
const PAGE = /^(?:text\/html|application\/xhtml\+xml)$/;
const TEXT = /^(?:text\/|application\/(?:json|xml|xhtml\+xml|problem\+json)$)/;

/**
 * Resolves when the head of the final response has come.
 * @param resumption where the copy of an earlier attempt ended; the source says from where it really goes on.
 * @throws OnplayError `import_source_refused`, `import_source_failed`, `import_source_slow`, `import_source_not_media`.
 */
export async function openHttpSource(
  start: URL,
  options: HttpSourceOptions,
  signal: AbortSignal,
  resumption?: Resumption,
): Promise<Source> {
  const { Agent, buildConnector, request } = await import('undici');
  const agent = new Agent({
    connect: guardedConnector(buildConnector, options),
    connections: 1,
    pipelining: 1,
  });
  const getter = (conditions: Record<string, string>) => async (url: URL) => {
    const response = await request(url, {
      ...{ dispatcher: agent, signal, headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS },
      headers: {
        ...{ 'accept-encoding': 'identity', 'user-agent': `onplay/${packageVersion()}` },
        ...conditions,
      },
    });
    // Where it fails before it is read, no one waits for the error.
    response.body.on('error', () => undefined);
    return response;
  };
  try {
    const close = () => agent.destroy();
    const { textToo = false } = options;
    if (resumption) {
      const part = await follow(start, options.allowedHosts, getter(rangeOf(resumption)));
      const source = sourceOf(part, { close, textToo }, resumption);
      if (source) return source;
      await discard(part.response);
    }
    return sourceOf(await follow(start, options.allowedHosts, getter({})), { close, textToo });
  } catch (error) {
    await agent.destroy();
    throw fromClientError(error);
  }
}

function rangeOf({ offset, validator }: Resumption): Record<string, string> {
  return { range: `bytes=${offset}-`, 'if-range': validator };
}

async function discard({ body }: Dispatcher.ResponseData): Promise<void> {
  await body.dump({ limit: MAX_DISCARDED }).catch(() => undefined);
}

/** The response at the end of all redirects. */
interface Found {
  readonly url: URL;
  readonly response: Dispatcher.ResponseData;
}

type Get = (url: URL) => Promise<Dispatcher.ResponseData>;

async function follow(start: URL, allowedHosts: readonly string[], get: Get): Promise<Found> {
  let url = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await get(url);
    if (!REDIRECTS.has(response.statusCode)) return { url, response };
    await discard(response);
    url = redirected(url, response.headers['location'], allowedHosts);
  }
  throw sourceFailed('it redirects too often');
}

function redirected(from: URL, location: unknown, allowedHosts: readonly string[]): URL {
  if (typeof location !== 'string' || !URL.canParse(location, from.href))
    throw sourceFailed('it redirects to nowhere');
  const to = readSourceUrl(new URL(location, from).href, allowedHosts);
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw sourceRefused('it redirects from https to http');
  return to;
}

interface Opening {
  readonly close: () => Promise<void>;
  readonly textToo: boolean;
}

function sourceOf(found: Found, opening: Opening): Source;
/** Undefined for a part that is not what was asked for. */
function sourceOf(found: Found, opening: Opening, resumption: Resumption): Source | undefined;
function sourceOf(
  { url, response }: Found,
  { close, textToo }: Opening,
  resumption?: Resumption,
): Source | undefined {
  const { statusCode, headers, body } = response;
  const part = resumption && statusCode !== 200 ? readPart(response, resumption) : undefined;
  if (resumption && statusCode !== 200 && !part) return undefined;
  if (statusCode !== 200 && !part) throw sourceFailed(`it answers with status ${statusCode}`);
  const contentType = mediaTypeOf(headers['content-type']);
  if ((textToo ? PAGE : TEXT).test(contentType)) throw sourceNotMedia();
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw sourceFailed('it sends a compressed form, which was not asked for');
  return {
    ...{ fileName: fileNameOf(url), contentType, validator: strongTagOf(headers['etag']) },
    ...(part ?? { offset: 0, length: lengthOf(headers['content-length']) }),
    ...{ body: readable(body), close },
  };
}

function mediaTypeOf(header: string | string[] | undefined): string {
  return String(header ?? '')
    .split(';')[0]!
    .trim()
    .toLowerCase();
}

function lengthOf(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

async function* readable(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw fromClientError(error);
  }
}

/** The last component of a URL's path; empty where it cannot be read. */
function fileNameOf({ pathname }: URL): string {
  try {
    return decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1));
  } catch {
    return '';
  }
}
