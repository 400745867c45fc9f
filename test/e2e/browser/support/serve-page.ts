/** Serves a page with one player and a script that uses it. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The packages do not export these files, or not all of them. */
const MODULES = new URL('../../../../node_modules/', import.meta.url);
/** What the page of the demo adds to hls.js, for scripts that import it. */
const SEAMS = new URL('../../../../src/web/assets/playback/hls-seams.js', import.meta.url);
const INTERSTITIALS = new URL('../../../../src/web/assets/playback/hls-interstitials.js', import.meta.url);
const PAGE =
  '<!doctype html><link rel="icon" href="data:,"><video muted playsinline width="640"></video><script src="/player.js"></script><script src="/page.js"></script>';

const PLAYERS = {
  hls: 'hls.js/dist/hls.min.js',
  dash: 'dashjs/dist/legacy/umd/dash.all.min.js',
  shaka: 'shaka-player/dist/shaka-player.compiled.js',
};

export type Player = keyof typeof PLAYERS;

/** @param script the name of a file beside this one. The caller closes the server. */
export async function servePage(player: Player, script: string): Promise<{ url: string; server: Server }> {
  const files: Record<string, [type: string, body: string | Buffer]> = {
    '/': ['text/html', PAGE],
    '/player.js': ['text/javascript', readFileSync(new URL(PLAYERS[player], MODULES))],
    '/page.js': ['text/javascript', readFileSync(new URL(script, import.meta.url))],
    '/hls-seams.js': ['text/javascript', readFileSync(SEAMS)],
    '/hls-interstitials.js': ['text/javascript', readFileSync(INTERSTITIALS)],
  };
  const server = createServer((request, response) => {
    const [type, body] = files[request.url ?? ''] ?? ['text/plain', ''];
    response.writeHead(body ? 200 : 404, { 'Content-Type': type }).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}
