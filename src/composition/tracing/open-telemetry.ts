/** Spans recorded by OpenTelemetry. Nothing global is set, so that servers in one process are traced each on its own. */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { normalizeError } from '../../shared/errors.js';
import { formatTraceparent, parseTraceparent } from '../../shared/tracing/traceparent.js';
import type { ActiveSpan, SpanAttributes, SpanName, Tracing } from '../../shared/tracing/tracing.js';

/** What meets another process; all other steps are internal. */
const KINDS: Partial<Record<SpanName, SpanKind>> = {
  request: SpanKind.SERVER,
  job: SpanKind.PRODUCER,
  work: SpanKind.CONSUMER,
};

export class OpenTelemetryTracing implements Tracing {
  readonly isOn = true;
  readonly #tracer: Tracer;
  readonly #active = new AsyncLocalStorage<Context>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  span<T>(name: SpanName, attributes: SpanAttributes, work: (span: ActiveSpan) => T): T {
    const parent = this.#active.getStore() ?? ROOT_CONTEXT;
    const kind = KINDS[name] ?? SpanKind.INTERNAL;
    const span = this.#tracer.startSpan(name, { kind, attributes: { ...attributes } }, parent);
    const active = { set: (more: SpanAttributes) => void span.setAttributes({ ...more }) };
    return this.#active.run(trace.setSpan(parent, span), () => endWith(span, () => work(active)));
  }

  continued<T>(traceparent: unknown, work: () => T): T {
    const parsed = parseTraceparent(traceparent);
    if (!parsed) return work();
    const { traceId, spanId, isSampled } = parsed;
    const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const remote = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
    return this.#active.run(remote, work);
  }

  currentTraceparent(): string | undefined {
    const store = this.#active.getStore();
    const context = store && trace.getSpanContext(store);
    if (!context) return undefined;
    const { traceId, spanId, traceFlags } = context;
    return formatTraceparent({ traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 });
  }
}

/** Ends the span with the work, whether that returns, throws, or gives a promise. */
function endWith<T>(span: Span, work: () => T): T {
  let result: T;
  try {
    result = work();
  } catch (error) {
    fail(span, error);
    throw error;
  }
  if (!(result instanceof Promise)) {
    span.end();
    return result;
  }
  result.then(
    () => span.end(),
    (error: unknown) => fail(span, error),
  );
  return result;
}

/** Only the code: a cause may name paths and arguments. */
function fail(span: Span, thrown: unknown): void {
  const { code } = normalizeError(thrown);
  span.setAttribute('error.type', code);
  // A viewer who leaves is no failure.
  if (code !== 'encode_cancelled') span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
