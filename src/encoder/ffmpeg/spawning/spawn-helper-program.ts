/**
 * The spawn helper: a small process that starts others for the server and passes it their pipes. Starting a process copies
 * the page tables of the parent: 1 ms here, 20 ms in a server with 200 MB of segments in memory.
 *
 * It ends with the server, and everything it has started ends with it.
 */
import type { Socket } from 'node:net';
import { collectEnd } from '../output.js';
import type { Reply, SpawnRequest } from './messages.js';
import { killPiped, outputsOf, type PipedChild, setPipedPaused, spawnPiped } from './spawn-piped.js';

const children = new Map<number, PipedChild>();

process.on('message', (message: SpawnRequest) => {
  switch (message.kind) {
    case 'ping':
      send({ kind: 'pong' });
      break;
    case 'start':
      start(message);
      break;
    case 'kill':
      kill(children.get(message.id));
      break;
    case 'setPaused':
      setPaused(children.get(message.id), message.isPaused);
  }
});

process.on('disconnect', () => {
  for (const child of children.values()) kill(child);
});

// These are meant for the server, which still needs the running processes.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

function kill(child: PipedChild | undefined): void {
  if (child) killPiped(child);
}

function setPaused(child: PipedChild | undefined, isPaused: boolean): void {
  if (child) setPipedPaused(child, isPaused);
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
  // This process reads from a pipe until it is passed on; a process that waits for its input has written nothing by then.
  for (const stream of [child.stdin, ...outputsOf(child)]) send({ kind: 'stream', id }, stream as Socket);
  // Sent after the server has received the last stream and it was closed here.
  send({ kind: 'started', id, pid: child.pid });
}

function reportEnd(id: number, child: PipedChild, maxStderrBytes: number): void {
  const stderr = collectEnd(child.stderr, maxStderrBytes);
  const stderrClosed = new Promise((resolve) => child.stderr.once('close', resolve));
  child.once('exit', async (exitCode, signal) => {
    children.delete(id);
    await stderrClosed;
    send({
      kind: 'ended',
      id,
      ending: { exitCode, signal, stderr: stderr.text() },
    });
  });
}

function refuse(id: number, { code = '', message }: NodeJS.ErrnoException): void {
  send({ kind: 'refused', id, code, message });
}

/** Ignores errors: the server may have ended. */
function send(reply: Reply, stream?: Socket): void {
  if (process.connected) process.send!(reply, stream, {}, () => undefined);
}
