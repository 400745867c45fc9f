/** The progress of an import as server-sent events (HTML, "Server-sent events"), until it is over. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'express';
import { type ImportRecord, isOver } from '../../uploads/index.js';

/** How often the progress is looked at. */
const EVERY_MS = 250;
/** How often something is sent at least, so that no proxy takes the connection for dead. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Sends the record now and at each change, as event `import`.
 * @param signal aborts when the client leaves or the server is told to stop; then it ends, and the client may connect again.
 */
export async function sendImportEvents(
  response: Response,
  read: () => ImportRecord,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
  let sent = '';
  let silentMs = 0;
  while (!signal.aborted) {
    const record = read();
    const data = JSON.stringify(record);
    silentMs += EVERY_MS;
    // A client that does not read gets the latest when it does.
    if (!response.writableNeedDrain && (data !== sent || silentMs >= KEEP_ALIVE_MS)) {
      response.write(data === sent ? ':\n\n' : `event: import\ndata: ${data}\n\n`);
      sent = data;
      silentMs = 0;
    }
    if (isOver(record) && data === sent) break;
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  response.end();
}
