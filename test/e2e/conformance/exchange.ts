/** One HTTP exchange as it is on the wire: no redirect is followed, nothing decompressed. */
import { request } from 'node:http';
import { ANSWER_MS } from '../../support/budgets.js';
import { askPatiently, retryDelayMs } from '../../support/patient-fetch.js';

export interface Answer {
  readonly status: number;
  /** By name in lower case; several of one name are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks again as long as the server has no room, when it says. */
export function patientExchange(url: string, question: Question = {}): Promise<Answer> {
  return askPatiently(
    () => exchange(url, question),
    ({ status, headers }) => retryDelayMs(status, headers.get('retry-after')),
  );
}

export function exchange(url: string, { method = 'GET', headers = {} }: Question = {}): Promise<Answer> {
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
