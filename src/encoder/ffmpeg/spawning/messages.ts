/** Messages between the server and the spawn helper. */
import type { ChildRequest, Ending } from './child.js';

/** From the server. `id` is unique to each start; `ping` is answered by `pong`. */
export type SpawnRequest =
  | { readonly kind: 'ping' }
  | { readonly kind: 'start'; readonly id: number; readonly request: ChildRequest }
  | { readonly kind: 'kill'; readonly id: number }
  | { readonly kind: 'setPaused'; readonly id: number; readonly isPaused: boolean };

/**
 * To the server. A start is answered by `refused`; or by one `stream` with its socket for standard input and for each output
 * in order, then `started`, and later `ended`. Messages arrive in order.
 */
export type Reply = { readonly kind: 'pong' } | ReplyToStart;

export type ReplyToStart =
  | { readonly kind: 'stream'; readonly id: number }
  | { readonly kind: 'started'; readonly id: number; readonly pid: number }
  | { readonly kind: 'refused'; readonly id: number; readonly code: string; readonly message: string }
  | { readonly kind: 'ended'; readonly id: number; readonly ending: Ending };
