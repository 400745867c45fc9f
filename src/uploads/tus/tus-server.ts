/** The server of the tus protocol (@tus/server), which keeps unfinished uploads as files. Loaded where it is first needed. */
import { randomBytes } from 'node:crypto';
import type { Upload } from '@tus/server';
import { OnplayError } from '../../shared/errors.js';
import { errorOfStatus } from './tus-errors.js';

/** A request of the protocol. */
export interface UploadRequest {
  readonly method: 'OPTIONS' | 'POST' | 'HEAD' | 'PATCH' | 'DELETE';
  /** Of the upload, 32 hex digits; empty for `OPTIONS` and `POST`, which are of none. */
  readonly id: string;
  readonly headers: Headers;
  /** The bytes of `PATCH`, which end early where the client leaves. */
  readonly body?: AsyncIterable<Uint8Array> | undefined;
}

export interface TusOptions {
  /** Where the files are, which exists. */
  readonly directory: string;
  /** Of one upload. */
  readonly maxBytes: number;
  readonly expiryMs: number;
}

/** An answer, which has no body. */
export interface UploadAnswer {
  readonly status: number;
  readonly headers: Headers;
}

/** What is decided elsewhere. What they throw is the answer. */
export interface TusHooks {
  /** Called before an upload is created. */
  readonly onCreate: (upload: Upload) => Promise<void>;
  /** Called when all its bytes are there. Returns headers of the answer. */
  readonly onFinish: (upload: Upload) => Promise<Record<string, string>>;
}

/** Under which each upload has its URL. */
export const UPLOADS_PATH = '/api/uploads';

/** For the library, which takes whole URLs. The answers have paths. */
const BASE = `http://origin${UPLOADS_PATH}`;
/** Creation with a body is left out: then it is always `PATCH` that brings bytes. The length has to be known, for the space. */
const EXTENSIONS = ['creation', 'termination', 'expiration'];

/** Answers one request, with what is decided elsewhere. */
export type TusHandler = (request: UploadRequest, hooks: TusHooks) => Promise<UploadAnswer>;

/**
 * @returns what answers requests, never with a problem: it throws an OnplayError instead, one of a hook or `upload_invalid`,
 *   `upload_unknown`, `upload_offset_wrong`, `upload_too_large`, `masters_unwritable`.
 */
export async function createTusHandler({ directory, maxBytes, expiryMs }: TusOptions): Promise<TusHandler> {
  const [{ Server }, { FileStore }] = await Promise.all([import('@tus/server'), import('@tus/file-store')]);
  const datastore = new FileStore({ directory, expirationPeriodInMilliseconds: expiryMs });
  datastore.extensions = EXTENSIONS;
  const exchanges = new WeakMap<object, { readonly hooks: TusHooks; error?: unknown }>();
  const server = new Server({
    ...{ path: UPLOADS_PATH, datastore, relativeLocation: true, maxSize: maxBytes },
    namingFunction: () => randomBytes(16).toString('hex'),
    onUploadCreate: async (request, upload) => {
      await exchanges.get(request)?.hooks.onCreate(upload);
      return {};
    },
    onUploadFinish: async (request, upload) => ({
      headers: (await exchanges.get(request)?.hooks.onFinish(upload)) ?? {},
    }),
    onResponseError: (request, error) => {
      const exchange = exchanges.get(request);
      if (exchange) exchange.error = error;
      return undefined;
    },
  });
  return async (asked, hooks) => {
    const request = webRequest(asked);
    const exchange: { readonly hooks: TusHooks; error?: unknown } = { hooks };
    exchanges.set(request, exchange);
    const { status, headers } = await server.handleWeb(request);
    if (exchange.error instanceof OnplayError) throw exchange.error;
    const error = errorOfStatus(status, maxBytes, exchange.error);
    if (error) throw error;
    return { status, headers };
  };
}

function webRequest({ method, id, headers, body }: UploadRequest): Request {
  return new Request(id === '' ? BASE : `${BASE}/${id}`, {
    ...{ method, headers },
    // Node takes any asynchronous iterable, which the type of the web does not know.
    ...(body && { body: body as unknown as ReadableStream, duplex: 'half' as const }),
  });
}
