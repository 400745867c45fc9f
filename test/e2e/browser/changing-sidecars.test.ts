/** Files beside a film are added, changed and removed while three players play it: no player stalls, and the next session has them. */
import { readFileSync } from 'node:fs';
import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAYING_MS, SERVER_TEST_MS } from '../../support/budgets.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { IDLE_STALL_MS, isFault, longestIdleStall, passes, report } from './support/playback.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';
const { resolve } = createRequire(import.meta.url);

const PLAYERS = [
  ['hls', 'm3u8', 'hls.js/dist/hls.min.js'],
  ['dash', 'mpd', 'dashjs'],
  ['shaka', 'mpd', 'shaka-player/dist/shaka-player.compiled.js'],
] as const;
type Player = (typeof PLAYERS)[number];

/** Two films, each with what narrows the session to video that costs no encode, or to video that is encoded while it plays. */
const FILMS = [
  { asset: 'copied', what: 'passed through', query: '&min_height=360', seconds: 15 },
  { asset: 'encoded', what: 'encoded', query: '&max_height=240', seconds: 10 },
] as const;
type Film = (typeof FILMS)[number];

/** A film with audio of unknown language, half a minute long. */
const FILM = 'h264-23976-irregular-gop';
const PLAIN = '<!doctype html><link rel="icon" href="data:,"><video playsinline width="320"></video>';

/** As `passes`. @throws Error with what the player did if it does not. */
async function passesOrTells(page: Page, seconds: number, player: string): Promise<void> {
  await passes(page, seconds).catch(async (cause: unknown) => {
    const { events, loads, lastRange } = await report(page);
    const state = JSON.stringify({ events: events.slice(-20), loads: loads.slice(-5), lastRange });
    throw new Error(`${player} does not get to ${seconds} s: ${state}`, { cause });
  });
}

describe.skipIf(executable === undefined)(
  `three players of one film${why}`,
  { timeout: SERVER_TEST_MS },
  () => {
    let browser: Browser;
    let origin: Origin;
    let files: { readonly url: string; readonly server: Server };

    beforeAll(async () => {
      const film = await generateMaster(FILM);
      const masters = Object.fromEntries(FILMS.map(({ asset }) => [`${asset}.mp4`, film]));
      origin = await startOrigin({ masters, env: { ONPLAY_SEGMENT_MS: '2000' } });
      files = await servePage();
      browser = await launchChromium(executable ?? '');
    });
    afterAll(async () => {
      await browser?.close();
      files?.server.close();
      await origin?.stop();
    });

    /** Opens the film, and tells the audio that the player has to choose from. */
    async function open(
      [player, extension]: Player,
      { asset, query }: Film,
    ): Promise<{
      page: Page;
      errors: readonly string[];
      audio: string[];
    }> {
      const { page, errors } = await openPage(browser, `${files.url}${player}`, { locale: 'es-ES' });
      const url = `${origin.url}/${asset}.${extension}?token=${origin.token(asset)}${query}`;
      const audio = await page.evaluate<string[]>(`players.${player}(${JSON.stringify(url)})`);
      return { page, errors, audio };
    }

    const put = async (name: string, source: string) => {
      await copyFile(source, join(origin.mastersPath, `.${name}`));
      await rename(join(origin.mastersPath, `.${name}`), join(origin.mastersPath, name));
    };
    /** What the next session would be offered. */
    const described = async ({ asset }: Film) => {
      const headers = { Authorization: `Bearer ${origin.adminKey}` };
      const { sidecars } = (await (await origin.fetch(`/api/assets/${asset}`, { headers })).json()) as {
        sidecars: { name: string; version: string }[];
      };
      return sidecars;
    };
    const until = async (film: Film, isSo: (sidecars: Awaited<ReturnType<typeof described>>) => boolean) => {
      await expect.poll(async () => isSo(await described(film)), { timeout: PLAYING_MS }).toBe(true);
    };
    const has = (name: string) => (sidecars: { name: string }[]) => sidecars.some((one) => one.name === name);

    it.each(FILMS)(
      'none stalls while files are added, changed and removed, and the next session has them: video is $what',
      async (film) => {
        const { asset } = film;
        const sessions: Awaited<ReturnType<typeof open>>[] = [];
        for (const player of PLAYERS) sessions.push(await open(player, film));
        for (const { audio } of sessions) expect(audio).toEqual(['und main']);
        const allPass = (seconds: number) =>
          Promise.all(sessions.map(({ page }, i) => passesOrTells(page, seconds, PLAYERS[i]![0])));
        const playing = sessions.map(({ page }) => page.evaluate(`document.querySelector('video').play()`));
        await Promise.all(playing);
        await allPass(1);

        await put(`${asset}.es.m4a`, await joinedMaster('music-aac'));
        await put(`${asset}.en.ad.m4a`, await generateMaster('audio-only'));
        await writeFile(join(origin.mastersPath, `${asset}.en.vtt`), 'WEBVTT\n');
        await until(film, (sidecars) => sidecars.length === 3);
        const added = await described(film);
        await allPass(3);

        for (const player of PLAYERS) {
          const next = await open(player, film);
          // The browser asks for Spanish.
          expect(next.audio.toSorted(), player[0]).toEqual(['en', 'es main', 'und']);
          expect(next.errors).toEqual([]);
          await next.page.context().close();
        }

        await put(`${asset}.es.m4a`, await joinedMaster('music-mp3'));
        await until(film, (sidecars) =>
          sidecars.some(({ version }) => !added.some((one) => one.version === version)),
        );
        await allPass(6);
        await rm(join(origin.mastersPath, `${asset}.es.m4a`));
        await rm(join(origin.mastersPath, `${asset}.en.vtt`));
        await until(
          film,
          (sidecars) => !has(`${asset}.es.m4a`)(sidecars) && !has(`${asset}.en.vtt`)(sidecars),
        );
        await allPass(film.seconds);

        for (const [i, { page, errors }] of sessions.entries()) {
          const { events, loads } = await report(page);
          expect(events.filter(isFault), PLAYERS[i]![0]).toEqual([]);
          // A stall that lasts has been told by now; one that is just beginning has no length yet.
          const settled = events.slice(0, 1 + events.findLastIndex(({ type }) => type === 'playing'));
          expect(longestIdleStall(settled, loads), PLAYERS[i]![0]).toBeLessThan(IDLE_STALL_MS);
          expect(errors).toEqual([]);
          await page.context().close();
        }
      },
    );
  },
);

async function servePage(): Promise<{ url: string; server: Server }> {
  const script = (path: string) => [`text/javascript`, readFileSync(path)] as const;
  const pages = PLAYERS.flatMap(([player, , library]) => [
    [
      `/${player}`,
      ['text/html', `${PLAIN}<script src="/${player}.js"></script><script src="/page.js"></script>`],
    ] as const,
    [`/${player}.js`, script(resolve(library))] as const,
  ]);
  const page = script(fileURLToPath(new URL('./support/plain-page.js', import.meta.url)));
  const files = new Map<string, readonly [type: string, body: string | Buffer]>([
    ...pages,
    ['/page.js', page],
  ]);
  const server = createServer((request, response) => {
    const [type, body] = files.get(request.url ?? '') ?? ['text/plain', ''];
    response.writeHead(body ? 200 : 404, { 'Content-Type': type }).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}
