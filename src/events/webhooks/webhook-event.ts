/** What the origin tells others about: the events that become webhooks. docs/webhooks.md shows each of them. */
import type { InvalidationRequest } from '../../edges/index.js';

interface DataOfEvents {
  /** A master was read for the first time and can be played. */
  'asset.indexed': { readonly asset: string; readonly version: string; readonly durationSeconds: number };
  /** A master cannot be played: the code and detail of its problem (docs/errors.md). */
  'asset.refused': {
    readonly asset: string;
    readonly version: string;
    readonly code: string;
    readonly detail: string;
  };
  /** A master was replaced, or is gone (`version` is null), or is there again (`previousVersion` is null). */
  'asset.changed': {
    readonly asset: string;
    readonly version: string | null;
    readonly previousVersion: string | null;
  };
  'playback.started': Playback;
  'playback.ended': Playback & { readonly watchedSeconds: number };
  /** A segment cannot be made: its rendition as URLs name it, its number, and the problem's code. */
  'encode.failed': {
    readonly asset: string;
    readonly rendition: string;
    readonly segment: number | 'init';
    readonly code: string;
  };
  /** An invalidation is over, with how it ended at each edge; its receipt says more. */
  'invalidation.completed': {
    readonly id: string;
    readonly target: InvalidationRequest['target'];
    readonly edges: readonly { readonly name: string; readonly state: string }[];
  };
}

interface Playback {
  readonly asset: string;
  /** As the token names the viewer; null where it names nobody. */
  readonly viewer: string | null;
  readonly session: string;
}

export type WebhookEventType = keyof DataOfEvents;

/** The members in the order in which they are sent (Standard Webhooks 1.0.0, "Payload structure"). */
export type WebhookEvent = {
  [Type in WebhookEventType]: {
    readonly type: Type;
    /** When it happened, ISO 8601; not when it is told. */
    readonly timestamp: string;
    readonly data: DataOfEvents[Type];
  };
}[WebhookEventType];

/** Whether events of this type are the first to go where there is no room: there are many, and each says little. */
export function isMinor(type: string): boolean {
  return type.startsWith('playback.');
}
