/** Serves the page with a fake origin, for development: `npx tsx test/web/dev-server.ts [VIDEO]`. */
import { rm } from 'node:fs/promises';
import process, { argv, stdout } from 'node:process';
import { makeFixtureMedia } from './fixture-media.js';
import { startFixtureServer } from './fixture-server.js';

const [file] = argv.slice(2);
const media = await makeFixtureMedia({
  ...(file && { file }),
  durationSeconds: 50,
  heights: [180, 360, 720],
});
const server = await startFixtureServer({ media, encodeMs: 900, port: 8099 });
stdout.write(`${server.url}\n`);

process.once('SIGINT', async () => {
  await server.close();
  await rm(media.folder, { recursive: true });
});
