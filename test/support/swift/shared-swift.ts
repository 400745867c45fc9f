/**
 * One S3 server for a whole run of tests, started when the first test asks for it and ended with the run. Vitest runs this
 * before it starts processes for tests, which inherit the address.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SwiftProcess, startSwift } from './start-swift.js';

/** The variable with the URL that answers, with an `S3Server` in JSON, when the server has started. */
export const SHARED_SWIFT = 'ONPLAY_TEST_SHARED_SWIFT';

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  // Each project of the configuration calls this; they share the first one's.
  if (process.env[SHARED_SWIFT] !== undefined) return undefined;
  let starting: Promise<SwiftProcess> | undefined;
  const asked = createServer((_request, response) => {
    starting ??= startSwift();
    starting.then(
      ({ stop, ...server }) => response.end(JSON.stringify(server)),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  asked.listen(0, '127.0.0.1');
  await once(asked, 'listening');
  process.env[SHARED_SWIFT] = `http://127.0.0.1:${(asked.address() as AddressInfo).port}`;
  return async () => {
    asked.close();
    const swift = await starting?.catch(() => undefined);
    await swift?.stop();
  };
}
