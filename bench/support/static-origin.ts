/** The same renditions, encoded beforehand and served as plain files by nginx. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { bytesOf, type RenditionUrls, readPresentation } from '../../test/support/hls-client.js';
import type { Origin } from '../../test/support/origin.js';
import { startNginxProcess } from './nginx-process.js';

export interface StaticOrigin {
  /** The multivariant playlist. */
  readonly url: string;
  stop(): Promise<void>;
}

const MANIFEST = 'master.m3u8';
/** The path prefix of grant and asset, which plain files do not need. */
const GRANT_FOLDER = /-\/[^/\n"]+\/[^\n"]*?(?=[a-z0-9-]+\/media\.m3u8)/g;
/** The CMCD that hls.js sends with a manifest request, so that both sides list their renditions in the same order. */
const FIRST_CMCD = 'mtp=500,ot=m,sf=h,su';

/** Fetches all playlists and segments of an asset from an origin and serves them. @throws Error without nginx. */
export async function startStaticOrigin(origin: Origin, asset: string): Promise<StaticOrigin> {
  const root = await mkdtemp(join(tmpdir(), 'onplay-static-'));
  const files = join(root, 'files');
  await download(origin, asset, files);
  const nginx = await startNginxProcess(root, (port) => configuration(files, port), `/${MANIFEST}`);
  return {
    url: `http://127.0.0.1:${nginx.port}/${MANIFEST}`,
    stop: async () => {
      await nginx.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function download(origin: Origin, asset: string, folder: string): Promise<void> {
  const query = `token=${origin.token(asset)}&CMCD=${encodeURIComponent(FIRST_CMCD)}`;
  const manifest = await bytesOf(`${origin.url}/${asset}.m3u8?${query}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, MANIFEST), manifest.toString('utf8').replaceAll(GRANT_FOLDER, ''));
  const { variants, audio } = await readPresentation(origin, asset);
  for (const rendition of [...variants, ...audio.values()]) await downloadRendition(rendition, folder);
}

async function downloadRendition({ playlist, init, segments }: RenditionUrls, folder: string): Promise<void> {
  const own = join(folder, basename(dirname(new URL(playlist).pathname)));
  await mkdir(own, { recursive: true });
  for (const url of [playlist, init, ...segments]) {
    await writeFile(join(own, basename(new URL(url).pathname)), await bytesOf(url));
  }
}

/** A minimal configuration: all files in its own directory, no access log. */
function configuration(files: string, port: number): string {
  return `
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    daemon off;
    pid nginx.pid;
    worker_processes 1;
    events {}
    http {
      access_log off;
      sendfile on;
      tcp_nopush on;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      types { application/vnd.apple.mpegurl m3u8; video/mp4 mp4 m4s; }
      server {
        listen 127.0.0.1:${port};
        root ${files};
        add_header Access-Control-Allow-Origin *;
        add_header Timing-Allow-Origin *;
      }
    }
  `;
}
