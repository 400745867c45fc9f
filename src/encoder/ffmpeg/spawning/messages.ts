/** What the server and the process that starts others say to each other. */
import type { ChildRequest, Ending } from './child.js';

/** From the server. Each start has a number of its own; `ping` asks for a sign of life. */
export type SpawnRequest =
  | { readonly kind: 'ping' }
  | { readonly kind: 'start'; readonly id: number; readonly request: ChildRequest }
  | { readonly kind: 'kill'; readonly id: number };

/**
 * To the server. A start is answered by `refused`; or by the streams, each with its socket, the standard input first and
 * then the outputs in order, and `started`; and later by `ended`, which may overtake nothing.
 */
export type Answer = { readonly kind: 'pong' } | AnswerToStart;

export type AnswerToStart =
  | { readonly kind: 'stream'; readonly id: number }
  | { readonly kind: 'started'; readonly id: number; readonly pid: number }
  | { readonly kind: 'refused'; readonly id: number; readonly code: string; readonly message: string }
  | { readonly kind: 'ended'; readonly id: number; readonly ending: Ending };
