/** Sends spans to a collector (OTLP over HTTP, JSON), in the background and within bounds. */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import type { Logger } from 'pino';
import { within } from '../../shared/deadline.js';
import type { Tracing } from '../../shared/tracing/tracing.js';
import { OpenTelemetryTracing } from './open-telemetry.js';

export interface SpanExportOptions {
  /** Without `/v1/traces`. */
  readonly endpoint: string;
  /** How many of all traces are recorded, from 0 to 1. */
  readonly share: number;
  /** Whose spans these are: `service.name` of the resource. */
  readonly service: string;
  readonly version: string;
  /** Whether `traceparent` comes from strangers: then they do not decide what is recorded. */
  readonly facesClients: boolean;
  readonly log: Logger;
}

/** Spans that wait for the collector: about 1 kB each. Further ones are dropped until it takes some. */
const MAX_WAITING_SPANS = 2048;
const MAX_BATCH_SPANS = 512;
/** A trace is complete at the collector this long after its last span ended. */
const DELAY_MS = 1000;
/** For a batch, with its retries. */
const EXPORT_MS = 10_000;
/** What a collector that hangs may delay the end of the process by. */
const CLOSE_MS = 2000;

/** Returns the spans' recorder; `close` sends what waits, and resolves within two seconds, whatever the collector does. */
export function exportedTracing(options: SpanExportOptions): { tracing: Tracing; close(): Promise<void> } {
  const { endpoint, service, version, log } = options;
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    timeoutMillis: EXPORT_MS,
    concurrencyLimit: MAX_WAITING_SPANS / MAX_BATCH_SPANS,
  });
  const processor = new BatchSpanProcessor(reported(exporter, log), {
    maxQueueSize: MAX_WAITING_SPANS,
    maxExportBatchSize: MAX_BATCH_SPANS,
    scheduledDelayMillis: DELAY_MS,
    exportTimeoutMillis: EXPORT_MS,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    sampler: sampler(options),
    spanProcessors: [processor],
  });
  return {
    tracing: new OpenTelemetryTracing(provider.getTracer('onplay')),
    close: () => within(CLOSE_MS, provider.shutdown()).catch(() => undefined),
  };
}

/**
 * A share of all traces, chosen by their id, which every process that uses the same share chooses alike. Workers record
 * what the origin records; an origin's clients may continue a trace, but not have it recorded.
 */
function sampler({ share, facesClients }: SpanExportOptions): ParentBasedSampler {
  const root = new TraceIdRatioBasedSampler(share);
  return new ParentBasedSampler({
    root,
    ...(facesClients && { remoteParentSampled: root, remoteParentNotSampled: root }),
  });
}

/** Says in the log when the collector does not take spans; by its type alone, since a message may hold a URL. */
function reported(exporter: SpanExporter, log: Logger): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error)
          log.warn({ spans: spans.length, reason: reasonOf(result.error) }, 'traces are not delivered');
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}

function reasonOf(error: Error & { readonly code?: unknown }): string {
  return typeof error.code === 'string' || typeof error.code === 'number' ? String(error.code) : error.name;
}
