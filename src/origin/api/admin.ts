/** Access to the management API: with the management key, or in the demo from this machine. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { OnplayError } from '../../shared/errors.js';
import { isLocalRequest } from '../server/local-request.js';

export interface Admin {
  /** Whether the request has the management key as its bearer token (RFC 6750 2.1). */
  holdsKey(request: Request): boolean;
  /** Middleware for the management API. @throws OnplayError `admin_key_missing`, `admin_key_wrong`. */
  readonly required: RequestHandler;
}

export interface AdminOptions {
  /** The management key; undefined: no request is allowed by key. */
  readonly key?: string | undefined;
  /** For the demo: local requests need no key; see `isLocalRequest`. */
  readonly openOnLoopback: boolean;
}

export function createAdmin({ key, openOnLoopback }: AdminOptions): Admin {
  const holdsKey = (request: Request) => {
    const given = bearer(request);
    return key !== undefined && given !== undefined && timingSafeEqual(digest(given), digest(key));
  };
  return {
    holdsKey,
    required: (request, _response, next) => {
      if (holdsKey(request) || (openOnLoopback && isLocalRequest(request))) return next();
      throw bearer(request) === undefined ? keyMissing() : keyWrong();
    },
  };
}

function bearer(request: Request): string | undefined {
  return /^Bearer (.+)$/i.exec(request.get('Authorization') ?? '')?.[1];
}

/** Digests have equal lengths, which `timingSafeEqual` requires. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const keyMissing = () =>
  new OnplayError('admin_key_missing', {
    publicDetail: 'Send the management key (ONPLAY_ADMIN_KEY) as `Authorization: Bearer …`.',
  });
const keyWrong = () => new OnplayError('admin_key_wrong', { publicDetail: 'The management key is wrong.' });
