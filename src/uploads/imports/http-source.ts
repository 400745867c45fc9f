/**
 * Opens a master at an http or https URL, following redirects as far as each is allowed itself. An earlier copy is gone on with by a
 * conditional range (RFC 9110 13.1.5): a server that has another version, or knows no ranges, sends all of it.
 */
import { discard, type Found, followRedirects } from '../../shared/outbound/follow-redirects.js';
import { type ConnectorOptions, guardedConnector } from '../../shared/outbound/guarded-connector.js';
import { packageVersion } from '../../shared/version.js';
import { fromClientError, sourceFailed, sourceNotMedia } from './import-errors.js';
import { readPart, strongTagOf } from './response-parts.js';
import type { Resumption, Source } from './source.js';
import { sourcesOf } from './source-address.js';

export interface HttpSourceOptions extends ConnectorOptions {
  /** See `isAllowedHost`. */
  readonly allowedHosts: readonly string[];
  /** Whether it may be text, but for a page. */
  readonly textToo?: boolean;
}

/** For the head of a response, and between two parts of its body. */
const SILENCE_MS = 30_000;
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
    const allowed = sourcesOf(options.allowedHosts);
    if (resumption) {
      const part = await followRedirects(start, allowed, getter(rangeOf(resumption)));
      const source = sourceOf(part, { close, textToo }, resumption);
      if (source) return source;
      await discard(part.response);
    }
    return sourceOf(await followRedirects(start, allowed, getter({})), { close, textToo });
  } catch (error) {
    await agent.destroy();
    throw fromClientError(error);
  }
}

function rangeOf({ offset, validator }: Resumption): Record<string, string> {
  return { range: `bytes=${offset}-`, 'if-range': validator };
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
