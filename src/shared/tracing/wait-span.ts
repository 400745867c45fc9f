/** Spans of waiting, which ends in another function than it began. */
import type { SpanAttributes, SpanName, Tracing } from './tracing.js';

/** Begins a span; the function it returns ends it, and does nothing when it is called again. */
export function beginSpan(tracing: Tracing, name: SpanName, attributes: SpanAttributes): () => void {
  if (!tracing.isOn) return ended;
  const { promise, resolve } = Promise.withResolvers<void>();
  void tracing.span(name, attributes, () => promise);
  return resolve;
}

const ended = () => undefined;

/** Passes chunks on, in a span from the first to the last; as they are where nothing is recorded. */
export function spanOver<T>(tracing: Tracing, name: SpanName, chunks: AsyncIterable<T>): AsyncIterable<T> {
  return tracing.isOn ? recorded(tracing, name, chunks) : chunks;
}

async function* recorded<T>(tracing: Tracing, name: SpanName, chunks: AsyncIterable<T>): AsyncGenerator<T> {
  const end = beginSpan(tracing, name, {});
  try {
    yield* chunks;
  } finally {
    end();
  }
}
