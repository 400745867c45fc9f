/** Requests `/healthz` every 20 ms from a thread of its own, and records the longest response time. */
import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const EVERY_MS = 20;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let worstMs = 0;
let failures = 0;
let askedAt;

function ask() {
  if (askedAt !== undefined) return;
  askedAt = performance.now();
  const request = get(`${workerData}/healthz`, { agent }, (response) => {
    response.resume();
    response.once('end', answered);
  });
  request.once('error', () => {
    failures += 1;
    answered();
  });
}

function answered() {
  worstMs = Math.max(worstMs, performance.now() - askedAt);
  askedAt = undefined;
}

const timer = setInterval(ask, EVERY_MS);
parentPort.once('message', () => {
  clearInterval(timer);
  const waitingMs = askedAt === undefined ? 0 : performance.now() - askedAt;
  parentPort.postMessage({ worstMs: Math.max(worstMs, waitingMs), failures });
  agent.destroy();
});
