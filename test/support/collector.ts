/** A collector of traces: receives what OTLP exporters send over HTTP as JSON (opentelemetry-proto, `ExportTraceServiceRequest`). */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, vi } from 'vitest';

/** A span as it arrived. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1 internal, 2 server, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly service: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
}

/** What it does with a request: takes it, refuses it with 400, or never answers. */
type Mood = 'takes' | 'refuses' | 'hangs';

export interface Collector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** The bodies as they were sent. */
  readonly texts: readonly string[];
  /** Waits until the spans of a trace have these paths (`request/coordinate`), each at least once. */
  untilPaths(traceId: string, paths: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function startCollector(mood: Mood = 'takes'): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const texts: string[] = [];
  const server = createServer((request, response) => {
    void receive(request).then((text) => {
      texts.push(text);
      if (mood === 'hangs') return;
      if (mood === 'takes') spans.push(...spansOf(JSON.parse(text)));
      answer(response, mood === 'takes' ? 200 : 400);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    texts,
    untilPaths: (traceId, paths) =>
      vi.waitFor(() => expect([...pathsOf(spans, traceId)]).toEqual(expect.arrayContaining([...paths]))),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The paths from the outermost span of a trace to each of its spans, by their names; those of unknown parents begin with `…`. */
export function pathsOf(spans: readonly CollectedSpan[], traceId: string): ReadonlySet<string> {
  const ofTrace = spans.filter((span) => span.traceId === traceId);
  const byId = new Map(ofTrace.map((span) => [span.spanId, span]));
  const pathOf = ({ name, parentSpanId }: CollectedSpan): string => {
    const parent = parentSpanId === undefined ? undefined : byId.get(parentSpanId);
    if (parent) return `${pathOf(parent)}/${name}`;
    return parentSpanId === undefined ? name : `…/${name}`;
  };
  return new Set(ofTrace.map(pathOf));
}

interface SentSpan extends Omit<CollectedSpan, 'service' | 'attributes' | 'isError'> {
  readonly attributes: readonly SentAttribute[];
  readonly status?: { readonly code?: number };
}

interface SentAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface SentTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly SentAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

/** `STATUS_CODE_ERROR`. */
const ERROR = 2;

function spansOf({ resourceSpans }: SentTraces): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(attributesOf(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        ...{ service, attributes: attributesOf(span.attributes), isError: span.status?.code === ERROR },
      })),
    );
  });
}

function attributesOf(sent: readonly SentAttribute[]): Record<string, unknown> {
  return Object.fromEntries(sent.map(({ key, value }) => [key, Object.values(value)[0]]));
}

async function receive(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end('{}');
}
