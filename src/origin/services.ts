/** Everything the routes work with; put together once, in main.ts. */
import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { ProcessRegistry } from '../encoder/ffmpeg/registry.js';
import type { Scheduler } from '../encoder/scheduler.js';
import type { Metrics } from '../metrics.js';
import type { Admin } from './admin.js';
import type { AssetLibrary } from './assets/asset-library.js';
import type { DiskTier } from './cache/disk-tier.js';
import type { MemoryTier } from './cache/memory-tier.js';
import type { Invalidations } from './invalidations/invalidations.js';
import type { Revocations } from './revocations/revocations.js';
import type { Audience } from './segments/audience.js';
import type { MeasuredRates } from './segments/measured-rates.js';
import type { SegmentService } from './segments/segment-service.js';
import type { Playbacks } from './session/playbacks.js';
import type { GrantVerifier } from './tokens/grant-verifier.js';
import type { TokenVerifier } from './tokens/token-verifier.js';

export interface Services {
  readonly config: Config;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly verifier: TokenVerifier;
  readonly grantKey: KeyObject;
  readonly grants: GrantVerifier;
  readonly admin: Admin;
  readonly library: AssetLibrary;
  readonly segments: SegmentService;
  readonly cache: MemoryTier;
  /** Absent where none is configured. */
  readonly disk?: DiskTier | undefined;
  readonly playbacks: Playbacks;
  readonly revocations: Revocations;
  readonly invalidations: Invalidations;
  readonly rates: MeasuredRates;
  readonly audience: Audience;
  readonly scheduler: Scheduler;
  /** Slots for encodes of pictures. */
  readonly slots: number;
  readonly registry: ProcessRegistry;
  /** Of this package. */
  readonly version: string;
  /** False from the moment the server is told to stop. */
  readonly isReady: () => boolean;
}
