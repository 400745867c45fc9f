/** Who may manage: the holder of the management key; in the demo, whoever sits at this machine. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { OnplayError } from '../../shared/errors.js';
import { isLocalRequest } from '../server/local-request.js';

export interface Admin {
  /** Whether the request bears the management key. */
  holdsKey(request: Request): boolean;
  /** Lets only those through who may manage; else `admin_key_missing` or `admin_key_wrong`. */
  readonly required: RequestHandler;
}

export interface AdminOptions {
  /** Undefined: nobody holds it. */
  readonly key?: string | undefined;
  /** The demo: local requests need no key; see `isLocalRequest`. */
  readonly openOnLoopback: boolean;
}

/** Guards the management API. */
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

/** Equal lengths, as the comparison needs them, whatever was given. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const keyMissing = () =>
  new OnplayError('admin_key_missing', {
    publicDetail: 'Send the management key (ONPLAY_ADMIN_KEY) as `Authorization: Bearer …`.',
  });
const keyWrong = () =>
  new OnplayError('admin_key_wrong', { publicDetail: 'The management key is not the right one.' });
