/** One HTTP exchange as it is on the wire: no redirect is followed, nothing is decompressed. */
import { request } from 'node:http';
import { ANSWER_MS } from '../../support/budgets.js';
import { askPatiently, retryDelayMs } from '../../support/patient-fetch.js';

export interface Answer {
  readonly status: number;
  /** By lower-case name; repeated ones are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends the request, and again after each 503 with `Retry-After`. */
export function patientExchange(url: string, options: RequestOptions = {}): Promise<Answer> {
  return askPatiently(
    () => exchange(url, options),
    ({ status, headers }) => retryDelayMs(status, headers.get('retry-after')),
  );
}

export function exchange(
  url: string,
  { method = 'GET', headers = {} }: RequestOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, timeout: ANSWER_MS, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const fields = Object.entries(incoming.headers).map(
          ([name, value]) => [name, [value].flat().join(', ')] as const,
        );
        resolve({ status: incoming.statusCode ?? 0, headers: new Map(fields), body: Buffer.concat(chunks) });
      });
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer to ${method} ${url}`)));
    outgoing.on('error', reject);
    outgoing.end();
  });
}
