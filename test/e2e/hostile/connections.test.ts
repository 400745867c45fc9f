/** Clients that take connections, requests and answers without end, beside one that plays. */
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bytesOf, readPresentation, type VariantUrls } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { abandon, connectMany, requestText } from './support/raw-client.js';
import { printRow, vitalsDuring } from './support/vitals.js';

/** What these attacks may add to a server that has just started. */
const MOST_ADDED_MEBIBYTES = 80;
const CONNECTIONS = Number(process.env['ONPLAY_HOSTILE_CONNECTIONS'] ?? 300);
const REQUESTS = 400;

let origin: Origin;
let variant: VariantUrls;

beforeAll(async () => {
  origin = await startOrigin({ masters: { 'film.mp4': await generateMaster('h264-24-gop2') } });
  const { variants } = await readPresentation(origin, 'film');
  variant = variants.at(-1)!;
  for (const url of [variant.init, variant.segments[0]!]) await bytesOf(url);
});

afterAll(() => origin?.stop());

test('requests sent without waiting for answers, of which nothing is read, cost no memory', async () => {
  const before = (await vitalsDuring(origin, async () => undefined)).vitals.peakMebibytes;
  const requests = requestText(variant.init).repeat(REQUESTS);
  const { vitals } = await vitalsDuring(origin, async () => {
    const sockets = await connectMany(origin, '127.0.0.2', CONNECTIONS);
    await Promise.all(sockets.map((socket) => sent(socket.pause(), requests)));
    await playOn();
    abandon(sockets);
  });
  printRow(`${CONNECTIONS} connections × ${REQUESTS} requests, nothing read`, vitals, 'a viewer plays on');
  expect(vitals.isAlive).toBe(true);
  expect(vitals.peakMebibytes - before).toBeLessThan(MOST_ADDED_MEBIBYTES);
});

/** Fetches as a viewer does; each time the server has looked at all that was sent to it before. */
async function playOn(): Promise<void> {
  for (let time = 0; time < 3; time++) {
    for (const url of [variant.init, variant.segments[0]!]) await bytesOf(url);
  }
}

/** Resolves when the system has taken the text, or the connection is gone. */
function sent(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve) => {
    socket.write(text, () => resolve());
  });
}
