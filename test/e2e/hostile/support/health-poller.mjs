/**
 * Requests `/healthz` every 20 ms from a thread of its own, and records the longest response time, without the time in which
 * the server's main thread or this one was ready to run but had no processor: it tells of the machine, not of the server.
 */
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const EVERY_MS = 20;
const { url, pid } = workerData;
const THREADS = ['/proc/thread-self/schedstat', `/proc/${pid}/task/${pid}/schedstat`];
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let worstMs = 0;
let failures = 0;
let askedAt;
let queuedAt = 0;

function ask() {
  if (askedAt !== undefined) return;
  askedAt = performance.now();
  queuedAt = queuedMs();
  const request = get(`${url}/healthz`, { agent }, (response) => {
    response.resume();
    response.once('end', answered);
  });
  request.once('error', () => {
    failures += 1;
    answered();
  });
}

function answered() {
  worstMs = Math.max(worstMs, waitedMs());
  askedAt = undefined;
}

function waitedMs() {
  return askedAt === undefined ? 0 : performance.now() - askedAt - (queuedMs() - queuedAt);
}

/** How long the threads have waited for a processor (the second field of `schedstat`, in nanoseconds). */
function queuedMs() {
  return THREADS.reduce((sum, path) => sum + nanosecondsQueued(path) / 1e6, 0);
}

/** 0 once the process has ended, and where the kernel keeps no such statistics. */
function nanosecondsQueued(path) {
  try {
    return Number(readFileSync(path, 'utf8').split(' ')[1]);
  } catch {
    return 0;
  }
}

const timer = setInterval(ask, EVERY_MS);
parentPort.once('message', () => {
  clearInterval(timer);
  parentPort.postMessage({ worstMs: Math.max(worstMs, waitedMs()), failures });
  agent.destroy();
});
