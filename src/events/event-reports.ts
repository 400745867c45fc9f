/** Turns reports from other rooms into webhook events. */

import type { AssetEvent } from '../assets/index.js';
import type { Receipt } from '../edges/index.js';
import type { SegmentRef } from '../segments/index.js';
import type { Playback, RefusedStream } from '../sessions/index.js';
import type { OnplayError } from '../shared/errors.js';
import { presentationSeconds } from '../tracks/index.js';
import type { WebhookEvent } from './webhooks/webhook-event.js';

/** The callbacks that other rooms report to; each emits one event. None of them throws. */
export function eventReports(emit: (event: WebhookEvent) => void) {
  const report = <Type extends WebhookEvent['type']>(
    type: Type,
    data: Extract<WebhookEvent, { type: Type }>['data'],
  ) => emit({ type, timestamp: new Date().toISOString(), data } as WebhookEvent);
  return {
    asset: (event: AssetEvent) => {
      if (event.type === 'asset.indexed') {
        const { id, master, index } = event.asset;
        const durationSeconds = presentationSeconds(index);
        report('asset.indexed', { asset: id, version: master.version, durationSeconds });
      } else if (event.type === 'asset.refused') {
        const { master, error } = event;
        const { code, publicDetail } = error;
        report('asset.refused', { asset: master.asset, version: master.version, code, detail: publicDetail });
      } else {
        const { asset, version, previousVersion } = event;
        report('asset.changed', {
          asset,
          version: version ?? null,
          previousVersion: previousVersion ?? null,
        });
      }
    },
    failed: ({ variant: { asset, key: rendition }, name: segment }: SegmentRef, { code }: OnplayError) => {
      report('encode.failed', { asset: asset.id, rendition, segment, code });
    },
    started: (playback: Playback) => report('playback.started', reportedPlayback(playback)),
    ended: (playback: Playback, seconds: number) => {
      const watchedSeconds = Math.round(seconds * 1000) / 1000;
      report('playback.ended', { ...reportedPlayback(playback), watchedSeconds });
    },
    refused: ({ maxStreams, ...playback }: RefusedStream) => {
      report('playback.refused', { ...reportedPlayback(playback), maxStreams });
    },
    invalidated: ({ id, target, edges }: Receipt) => {
      report('invalidation.completed', {
        ...{ id, target },
        edges: edges.map(({ name, state }) => ({ name, state })),
      });
    },
  };
}

function reportedPlayback({ asset, viewer, tenant, session }: Playback) {
  return { asset, viewer: viewer ?? null, tenant: tenant ?? null, session };
}
