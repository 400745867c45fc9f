/**
 * A small process that starts others for the server and hands over their pipes. A system copies the page tables of the
 * process that starts another: 1 ms here, 20 ms in a server with 200 MB of segments in memory.
 *
 * It ends when the server does, and with it everything it has started.
 */
import type { Socket } from 'node:net';
import { collectEnd } from '../output.js';
import type { Answer, SpawnRequest } from './messages.js';
import { killPiped, outputsOf, type PipedChild, spawnPiped } from './spawn-piped.js';

const children = new Map<number, PipedChild>();

process.on('message', (order: SpawnRequest) => {
  switch (order.kind) {
    case 'ping':
      tell({ kind: 'pong' });
      break;
    case 'start':
      start(order);
      break;
    case 'kill':
      kill(children.get(order.id));
  }
});

process.on('disconnect', () => {
  for (const child of children.values()) kill(child);
});

// Meant for the server, which still needs what runs.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

function kill(child: PipedChild | undefined): void {
  if (child) killPiped(child);
}

function start({ id, request }: SpawnRequest & { kind: 'start' }): void {
  let child: PipedChild;
  try {
    child = spawnPiped(request);
  } catch (error) {
    refuse(id, error as NodeJS.ErrnoException);
    return;
  }
  child.on('error', (error) => {
    if (child.pid === undefined) refuse(id, error);
  });
  if (child.pid === undefined) return;
  children.set(id, child);
  reportEnd(id, child, request.maxStderrBytes);
  // This process reads from a pipe until it is handed over: what waits for its input has written nothing by then.
  for (const stream of [child.stdin, ...outputsOf(child)]) tell({ kind: 'stream', id }, stream as Socket);
  // Goes out when the last of them was received and closed here.
  tell({ kind: 'started', id, pid: child.pid });
}

function reportEnd(id: number, child: PipedChild, maxStderrBytes: number): void {
  const stderr = collectEnd(child.stderr, maxStderrBytes);
  const complained = new Promise((resolve) => child.stderr.once('close', resolve));
  child.once('exit', async (exitCode, signal) => {
    children.delete(id);
    await complained;
    tell({
      kind: 'ended',
      id,
      ending: { exitCode, signal, stderr: stderr.text() },
    });
  });
}

function refuse(id: number, { code = '', message }: NodeJS.ErrnoException): void {
  tell({ kind: 'refused', id, code, message });
}

/** The server may be gone by now. */
function tell(answer: Answer, stream?: Socket): void {
  if (process.connected) process.send!(answer, stream, {}, () => undefined);
}
