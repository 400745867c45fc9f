/** Everything the routes use; created once at start. */

import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import type { GrantVerifier, ManagedMarks, Revocations, TokenVerifier } from '../access/index.js';
import type { AdFiring, SessionAds } from '../ads/index.js';
import type { AssetLibrary, KnownLoudness, Texts } from '../assets/index.js';
import type { Invalidations } from '../edges/index.js';
import type { ProcessRegistry } from '../encoder/index.js';
import type {
  Admission,
  ImageService,
  MemoryTier,
  Seams,
  SegmentService,
  SegmentSizes,
  SegmentStore,
} from '../segments/index.js';
import type { Playbacks, Streams } from '../sessions/index.js';
import type { Metrics } from '../shared/metrics.js';
import type { Scheduler } from '../shared/scheduler/scheduler.js';
import type { TraceSecret } from '../shared/trace/trace-secret.js';
import type { Tracing } from '../shared/tracing/tracing.js';
import type { Intake } from '../uploads/index.js';
import type { Admin } from './api/admin.js';
import type { OriginConfig } from './settings.js';

export interface Services {
  readonly config: OriginConfig;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly verifier: TokenVerifier;
  readonly grantKey: KeyObject;
  readonly grants: GrantVerifier;
  /** What hidden marks follow from. */
  readonly traceSecret: TraceSecret;
  readonly admin: Admin;
  readonly library: AssetLibrary;
  readonly texts: Texts;
  /** How loud assets are. */
  readonly loudness: Pick<KnownLoudness, 'gainOf'>;
  /** By which masters come and go. */
  readonly intake: Intake;
  /** The ads of sessions. */
  readonly ads: Pick<SessionAds, 'of'>;
  /** Requests what is requested while ads are played; absent where players do. */
  readonly adFiring?: Pick<AdFiring, 'keep' | 'delivered'> | undefined;
  readonly segments: SegmentService;
  /** What viewers of sequences request after each part. */
  readonly seams: Seams;
  readonly images: ImageService;
  readonly cache: MemoryTier;
  /** Absent if none is configured. */
  readonly disk?: SegmentStore | undefined;
  readonly playbacks: Playbacks;
  /** How many streams a viewer may have at once. */
  readonly streams: Streams;
  readonly revocations: Revocations;
  /** The rules by which sessions have marks. */
  readonly marks: ManagedMarks;
  readonly invalidations: Invalidations;
  readonly segmentSizes: SegmentSizes;
  readonly admission: Admission;
  readonly scheduler: Scheduler;
  /** How many video encodes may run at once. */
  readonly slots: number;
  readonly registry: ProcessRegistry;
  readonly tracing: Tracing;
  /** The version of Onplay. */
  readonly version: string;
  /** False once the server has been told to stop. */
  readonly isReady: () => boolean;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
  /** What is not as it should be, though this server serves: for operators, in sentences. */
  readonly notices: () => readonly string[];
}
