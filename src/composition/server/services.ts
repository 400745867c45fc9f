/** The parts behind the routes, in the order in which they are built: encoding, library, delivery, control. */
import type { Logger } from 'pino';
import { edgeKeys, gainSeal, traceSecret } from '../../access/index.js';
import {
  type AssetLibraryOptions,
  type IndexStore,
  shareFailures,
  shareIndexes,
  type TextReading,
} from '../../assets/index.js';
import type { Config } from '../../config/index.js';
import { configuredEdges, type Edge } from '../../edges/index.js';
import { ffmpegEncoder, type SegmentEncoder } from '../../segments/index.js';
import { Playbacks, Streams, sharePlaybacks, shareStreams } from '../../sessions/index.js';
import { createMetrics } from '../../shared/metrics.js';
import type { Tracing } from '../../shared/tracing/tracing.js';
import { packageVersion } from '../../shared/version.js';
import type { MasterStore } from '../../stores/index.js';
import type { IntakeOptions, MasterFolderOptions } from '../../uploads/index.js';
import { buildEncoding, type Encoding } from '../encoding/index.js';
import {
  type Buckets,
  buildLibrary,
  buildTexts,
  failureMemory,
  type StoredIndexesOptions,
  storedIndexes,
  textReading,
} from '../library/index.js';
import { configuredTracing } from '../tracing/index.js';
import { buildControl } from './control.js';
import { buildDelivery } from './delivery.js';
import { configuredFleet, fleetNotices } from './fleet.js';
import { buildLoudness } from './insert-loudness.js';
import { buildIntake } from './intake.js';
import { reportNotPlayed } from './report-not-played.js';
import { buildReports, type Reports } from './reports.js';
import { serverLog } from './server-log.js';
import { buildAds } from './session-ads.js';
import { buildSharedState, endWith, type SharedState } from './shared-state.js';

/** What works on media. */
interface MediaParts {
  readonly encoding: Pick<
    Encoding,
    'scheduler' | 'slots' | 'registry' | 'buildId' | 'imageFormats' | 'fontsId' | 'imageHashes' | 'logos'
  >;
  readonly encoder: SegmentEncoder;
  readonly indexes: IndexStore;
  readonly textReading: TextReading;
  /** The whole of encoding, where there is an ffmpeg. */
  readonly ffmpeg?: Encoding;
}

/** What may stand in the place of a real part. */
interface Overrides {
  /** Where there is no ffmpeg. */
  readonly media?: MediaParts;
  readonly edges?: readonly Edge[];
  readonly clock?: () => number;
  /** How names are resolved and free space is measured for masters that come in. */
  readonly intake?: Pick<IntakeOptions, 'lookup'> & Pick<MasterFolderOptions, 'freeBytes'>;
}

export interface ServerOptions {
  readonly store: MasterStore;
  /** Those of this process, which the store may be in. */
  readonly buckets: Buckets;
  /** The directory of the store that masters may be uploaded to and deleted from; absent where there is none. */
  readonly mastersPath?: string;
  /** Whether the store has all masters that what is in the data directory may be of; see `AssetLibrary.sweep`. */
  readonly holdsAllMasters?: boolean;
  /** How long a request waits for a master that is being prepared. */
  readonly patience?: AssetLibraryOptions['patience'];
  /** The demo: requests from this machine need no management key. */
  readonly openOnLoopback?: boolean;
  /** The entry of the indexing threads, where it is not what was built: tests run from the sources. */
  readonly indexingWorker?: URL;
  readonly log?: Logger;
}

/** All parts of a server, of which the routes use those that `Services` of src/origin/ names. */
export type BuiltParts = Awaited<ReturnType<typeof buildServices>>;

/**
 * Builds the parts; nothing listens and no process runs yet.
 * @param shutdownSignal aborts when the server is told to stop.
 * @throws OnplayError `ffmpeg_missing`, `ffmpeg_too_old`, `config_invalid` without a key for tokens.
 */
export async function buildServices(
  config: Config,
  options: ServerOptions,
  shutdownSignal: AbortSignal,
  overrides: Overrides = {},
) {
  const { store, buckets, patience, openOnLoopback = false, log = serverLog(config) } = options;
  const metrics = createMetrics();
  const traces = await configuredTracing(config, 'onplay-origin', log);
  const { tracing } = traces;
  const shared = buildSharedState(config, metrics.registry, log);
  const onBuilt = reportNotPlayed(metrics, log);
  const media =
    overrides.media ?? (await realMedia(config, { ...options, tracing, onBuilt, log, shutdownSignal }));
  const { encoding, encoder, ffmpeg } = media;
  const indexes = shared ? shareIndexesOf(config, media, shared, log) : media.indexes;
  const { webhooks, reports } = buildReports(config, shared, log);
  const refusals = failureMemory(config.refusedMasterMemorySeconds);
  if (shared) shareFailures(shared.facts, 'master', refusals);
  const texts = buildTexts(media.textReading, encoding, log);
  const library = buildLibrary(config, {
    ...{ store, indexes, refusals, encoding, texts, patience, log, shutdownSignal },
    gainSeal: await gainSeal(config),
    onEvent: reports.asset,
    ...(overrides.clock && { clock: overrides.clock }),
  });
  const loudness = buildLoudness(config, { ffmpeg, library, log, shutdownSignal });
  const keys = await edgeKeys(config);
  const edges = overrides.edges ?? configuredEdges(config.edges, keys.edgeKey);
  const fleet = await configuredFleet(config, { shared, encoding, metrics, tracing, log });
  const delivery = buildDelivery(config, {
    ...{ encoder, encoding, library, texts, fleet, shared, metrics, tracing, reports, log, shutdownSignal },
    segmentsBucket: await buckets.part(config.segmentsBucket),
    isBehindEdges: edges.length > 0,
  });
  const control = buildControl(config, {
    traceSecret: await traceSecret(config),
    ...{ keys, edges, shared, reports, openOnLoopback, log, shutdownSignal },
    purge: delivery.purge,
    markImages: encoding.imageHashes,
  });
  const intake = buildIntake(config, {
    ...{ store, buckets, library, log, shutdownSignal, mastersPath: options.mastersPath },
    ...overrides.intake,
  });
  const ads = buildAds(config, {
    ...{ intake, library, shared, metrics, log },
    invalidations: control.invalidations,
  });
  const playbacks = new Playbacks({ onStarted: reports.started, onEnded: reports.ended });
  if (shared) endWith(shutdownSignal, sharePlaybacks(shared.facts, shared.link, playbacks));
  const streams = buildStreams(config, reports, shared, shutdownSignal);
  const { scheduler, slots, registry } = encoding;
  return {
    ...{ config, log, metrics, library, texts, refusals, intake, scheduler, slots, registry, webhooks },
    ...{ loudness, ffmpeg, fleet, shared, traces, tracing },
    ...delivery,
    ...control,
    ...{ ...ads, playbacks, streams },
    version: packageVersion(),
    isReady: () => !shutdownSignal.aborted,
    shutdownSignal,
    notices: () => [
      ...(shared && !shared.link.isUp ? [WITHOUT_REDIS] : []),
      ...control.markNotices(),
      ...fleetNotices(fleet),
    ],
  };
}

function buildStreams(
  { streamGivesWay, streamIdleSeconds }: Config,
  reports: Reports,
  shared: SharedState | undefined,
  shutdownSignal: AbortSignal,
): Streams {
  const rules = { givesWay: streamGivesWay, idleMs: streamIdleSeconds * 1000 };
  const streams = new Streams({ ...rules, onRefused: reports.refused });
  if (shared) endWith(shutdownSignal, shareStreams(shared.facts, shared.link, streams));
  return streams;
}

const WITHOUT_REDIS =
  'Redis does not answer. What this process knows is in force; what it is to purge or revoke for others reaches it when Redis is back.';

function shareIndexesOf(
  { dataPath }: Config,
  { indexes }: MediaParts,
  { link, seal }: SharedState,
  log: Logger,
): IndexStore {
  return shareIndexes({ indexes, dataPath, link, seal: seal('indexes'), log });
}

interface RealMediaOptions extends Omit<StoredIndexesOptions, 'tools'> {
  readonly tracing: Tracing;
  readonly buckets: Buckets;
}

async function realMedia(
  config: Config,
  { tracing, buckets, ...options }: RealMediaOptions,
): Promise<MediaParts> {
  const ffmpeg = await buildEncoding(config, options.log, options.shutdownSignal);
  return {
    ffmpeg,
    encoding: ffmpeg,
    encoder: ffmpegEncoder({ ...ffmpeg.settings, tracing }),
    textReading: textReading(options.shutdownSignal),
    indexes: storedIndexes(config, {
      ...{ ...options, tools: ffmpeg.tools },
      copiesBucket: await buckets.part(config.copiesBucket),
    }),
  };
}
