/** What went through a proxy: counts of requests and bytes. */
import type { Fault, FaultyRequest } from './faults.js';

export interface Exchange extends FaultyRequest {
  /** As the client sent it. */
  readonly range?: string | undefined;
  readonly ifMatch?: string | undefined;
  readonly fault?: Fault | undefined;
  /** Absent while there is no answer, and where there never was one. */
  status?: number;
  /** Of the body of the request. */
  sentBytes: number;
  /** Of the body of the response. */
  receivedBytes: number;
}

export interface Traffic {
  readonly requests: number;
  /** Of the bodies of the requests. */
  readonly sentBytes: number;
  /** Of the bodies of the responses. */
  readonly receivedBytes: number;
}

export function trafficOf(exchanges: readonly Exchange[]): Traffic {
  const sum = (of: (exchange: Exchange) => number) =>
    exchanges.reduce((total, exchange) => total + of(exchange), 0);
  return {
    requests: exchanges.length,
    sentBytes: sum(({ sentBytes }) => sentBytes),
    receivedBytes: sum(({ receivedBytes }) => receivedBytes),
  };
}
