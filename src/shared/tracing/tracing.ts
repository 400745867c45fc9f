/**
 * Spans: which step of an answer took how long, and within which other step. Parts say what they do in these few words, whether
 * it is recorded or not; src/composition/tracing/ sends them to a collector where one is configured. A span has no events
 * and no texts of errors, and its attributes are those below: no token, grant, path or secret has a place in it.
 */

/** The steps of an answer, from the outside to the inside; docs/tracing.md says what each of them is. */
export type SpanName =
  | 'request'
  | 'coordinate'
  | 'job'
  | 'work'
  | 'produce'
  | 'queue'
  | 'encode'
  | 'ffmpeg'
  | 'feed'
  | 'package';

/** Everything a span may say. */
export interface SpanAttributes {
  readonly 'http.request.method'?: string;
  /** The kind of URL, never the URL itself. */
  readonly 'http.route'?: string;
  readonly 'http.response.status_code'?: number;
  readonly 'onplay.asset'?: string;
  /** The id of a rendition: `v720`. */
  readonly 'onplay.rendition'?: string;
  /** The key of a segment, as in the log: `v720-77ab…/3`. */
  readonly 'onplay.segment'?: string;
  /** How a segment was served, as in `onplay_segment_requests_total`. */
  readonly 'onplay.result'?: string;
  readonly 'onplay.lane'?: string;
  readonly 'onplay.priority'?: string;
  /** Of a job: 1 for the first. */
  readonly 'onplay.attempt'?: number;
  readonly 'onplay.bytes'?: number;
}

/** The span in which work runs. */
export interface ActiveSpan {
  /** Adds to its attributes, until it ends. */
  set(attributes: SpanAttributes): void;
}

export interface Tracing {
  /** Whether spans are recorded, for what is worthwhile only then. */
  readonly isOn: boolean;
  /**
   * Runs `work` in a span, which ends when it returns or throws, or when its promise settles. What it throws passes
   * through; the span gets the error's code.
   */
  span<T>(name: SpanName, attributes: SpanAttributes, work: (span: ActiveSpan) => T): T;
  /**
   * Runs `work` as a part of the span with this `traceparent`, which another process has begun. One that is absent or
   * malformed is ignored.
   */
  continued<T>(traceparent: unknown, work: () => T): T;
  /** The current span as a header (W3C Trace Context 3.2), for work that another process does; undefined outside of any span. */
  currentTraceparent(): string | undefined;
}

/** Where nothing is recorded. */
export const noSpan: ActiveSpan = { set: () => undefined };

/** Where nothing is recorded: runs the work and nothing else. */
export const noTracing: Tracing = {
  isOn: false,
  span: (_name, _attributes, work) => work(noSpan),
  continued: (_traceparent, work) => work(),
  currentTraceparent: () => undefined,
};
