import type { SpanAttributes, SpanName, Tracing } from '../../src/shared/tracing/tracing.js';

/** A span that has ended. */
interface EndedSpan {
  readonly name: SpanName;
  readonly attributes: SpanAttributes;
  /** As the client sent it. */
  readonly traceparent: unknown;
}

/** Tracing that only notes which spans began and ended, in order. */
export function recordedTracing() {
  const begun: SpanName[] = [];
  const ended: SpanName[] = [];
  const spans: EndedSpan[] = [];
  let traceparent: unknown;
  const tracing: Tracing = {
    isOn: true,
    span: (name, given, work) => {
      begun.push(name);
      const span = { name, attributes: { ...given }, traceparent };
      const end = () => {
        ended.push(name);
        spans.push(span);
      };
      const result = work({ set: (more) => void Object.assign(span.attributes, more) });
      void Promise.resolve(result).then(end, end);
      return result;
    },
    continued: (value, work) => {
      traceparent = value;
      return work();
    },
    currentTraceparent: () => undefined,
  };
  return { tracing, begun, ended, spans };
}
