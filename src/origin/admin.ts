/** Who may manage: the holder of the management key; in the demo, whoever sits at this machine. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { OnplayError } from '../errors.js';

export interface Admin {
  /** Whether the request bears the management key. */
  holdsKey(request: Request): boolean;
  /** Lets only those through who may manage; else `admin_key_missing` or `admin_key_wrong`. */
  readonly required: RequestHandler;
}

export interface AdminOptions {
  readonly key?: string | undefined;
  /** The demo: requests from this machine, to a name of this machine, need no key. */
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
      if (holdsKey(request) || (openOnLoopback && isLocal(request))) return next();
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

/** The name is checked too: a page elsewhere can make its own name lead to this machine, but not change what it says. */
function isLocal(request: Request): boolean {
  const address = request.socket.remoteAddress ?? '';
  const host = (request.get('Host') ?? '').replace(/:\d+$/, '');
  return /^(?:::ffff:)?127\.|^::1$/.test(address) && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(host);
}

const keyMissing = () =>
  new OnplayError('admin_key_missing', {
    publicDetail: 'Send the management key (ONPLAY_ADMIN_KEY) as `Authorization: Bearer …`.',
  });
const keyWrong = () =>
  new OnplayError('admin_key_wrong', { publicDetail: 'The management key is not the right one.' });
