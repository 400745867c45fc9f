/** The events sent as webhooks. docs/webhooks.md shows each of them. */
import type { InvalidationRequest } from '../../edges/index.js';

interface DataOfEvents {
  /** A master was indexed for the first time and can be played. */
  'asset.indexed': { readonly asset: string; readonly version: string; readonly durationSeconds: number };
  /** A master cannot be played: the code and detail of its problem (docs/errors.md). */
  'asset.refused': {
    readonly asset: string;
    readonly version: string;
    readonly code: string;
    readonly detail: string;
  };
  /** A master was replaced, was removed (`version` is null), or is back (`previousVersion` is null). */
  'asset.changed': {
    readonly asset: string;
    readonly version: string | null;
    readonly previousVersion: string | null;
  };
  'playback.started': Playback;
  'playback.ended': Playback & { readonly watchedSeconds: number };
  /** A player was refused, since its viewer has as many streams as the token allows. */
  'playback.refused': Playback & { readonly maxStreams: number };
  /** A segment cannot be produced: its rendition as in URLs, its number, and the problem's code. */
  'encode.failed': {
    readonly asset: string;
    readonly rendition: string;
    readonly segment: number | 'init';
    readonly code: string;
  };
  /** An invalidation is over, with its outcome at each edge; the receipt has more detail. */
  'invalidation.completed': {
    readonly id: string;
    readonly target: InvalidationRequest['target'];
    readonly edges: readonly { readonly name: string; readonly state: string }[];
  };
}

interface Playback {
  readonly asset: string;
  /** The viewer named in the token; null if it names none. */
  readonly viewer: string | null;
  /** The tenant named in the token; null if it names none. */
  readonly tenant: string | null;
  readonly session: string;
}

type WebhookEventType = keyof DataOfEvents;

/** The members in the order in which they are sent (Standard Webhooks 1.0.0, "Payload structure"). */
export type WebhookEvent = {
  [Type in WebhookEventType]: {
    readonly type: Type;
    /** When the event happened, ISO 8601; not when it is sent. */
    readonly timestamp: string;
    readonly data: DataOfEvents[Type];
  };
}[WebhookEventType];

/** Whether events of this type are dropped first when a queue is full: there are many, and each matters little. */
export function isMinor(type: string): boolean {
  return type.startsWith('playback.');
}
