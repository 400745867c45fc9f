import { access, constants } from 'node:fs/promises';
import { type Config, loadConfig } from '../config.js';
import type { FfmpegBinary } from '../encoder/ffmpeg/binary.js';
import { readCapabilities } from '../encoder/ffmpeg/capabilities.js';
import { ProcessRegistry } from '../encoder/ffmpeg/registry.js';
import { buildLadder } from '../encoder/ladder/index.js';
import { encodeParameterSets } from '../encoder/segment/init.js';
import { OnplayError } from '../errors.js';
import { encoderSettings, findFfmpeg } from '../main.js';
import { ensureDataFolder } from '../origin/assets/data-folder.js';
import { trialTrack } from './trial-track.js';

interface Check {
  readonly name: string;
  /** A sentence: how it is when well, what to do when not. */
  readonly run: () => Promise<{ readonly state: 'ok' | 'note' | 'bad'; readonly says: string }>;
}

/** `onplay doctor`: one line to each check; exit code 1 when one of them keeps Onplay from working. */
export async function doctor(): Promise<void> {
  const config = loadConfig();
  let failed = false;
  for (const check of [...machineChecks(config), ...(await ffmpegChecks(config))]) {
    const { state, says } = await check
      .run()
      .catch((error: unknown) => ({ state: 'bad' as const, says: describe(error) }));
    failed ||= state === 'bad';
    process.stdout.write(`${{ ok: 'ok  ', note: 'note', bad: 'BAD ' }[state]} ${check.name}: ${says}\n`);
  }
  if (failed) process.exitCode = 1;
}

function machineChecks(config: Config): Check[] {
  return [
    { name: 'node', run: async () => ({ state: 'ok', says: process.version }) },
    {
      name: 'masters',
      run: async () => {
        await access(config.mastersPath, constants.R_OK | constants.X_OK);
        return { state: 'ok', says: config.mastersPath };
      },
    },
    {
      name: 'data',
      run: async () => {
        await ensureDataFolder(config.dataPath);
        return { state: 'ok', says: config.dataPath };
      },
    },
    {
      name: 'tokens',
      run: async () =>
        config.tokenKey
          ? {
              state: 'ok',
              says:
                config.tokenKey.kind === 'secret'
                  ? 'HS256 with ONPLAY_TOKEN_SECRET'
                  : 'RS256 or ES256 with ONPLAY_TOKEN_JWKS',
            }
          : {
              state: 'note',
              says: 'no key set; `serve` needs ONPLAY_TOKEN_SECRET or ONPLAY_TOKEN_JWKS, `demo` does not',
            },
    },
  ];
}

async function ffmpegChecks(config: Config): Promise<Check[]> {
  const found = await findFfmpeg(config).catch((error: unknown) => error);
  if (found instanceof Error) return [{ name: 'ffmpeg', run: () => Promise.reject(found) }];
  const binary = found as FfmpegBinary;
  const { filters, encoders } = await readCapabilities(binary);
  const missing = Object.entries({ ...filters, ...encoders }).flatMap(([name, there]) =>
    there ? [] : [name],
  );
  const { setprivPath, prlimitPath } = binary.launcher;
  return [
    { name: 'ffmpeg', run: async () => ({ state: 'ok', says: `${binary.version} at ${binary.ffmpegPath}` }) },
    {
      name: 'codecs',
      run: async () =>
        missing.length === 0
          ? { state: 'ok', says: 'all that is needed' }
          : {
              state: missing.some((name) => name in encoders) ? 'bad' : 'note',
              says: `this ffmpeg lacks ${missing.join(', ')}`,
            },
    },
    {
      name: 'confinement',
      run: async () =>
        setprivPath && prlimitPath
          ? { state: 'ok', says: 'ffmpeg ends with the server and within its limits' }
          : {
              state: 'note',
              says: 'without setpriv and prlimit (util-linux) the kernel does not keep the limits of ffmpeg',
            },
    },
    { name: 'encode', run: () => trialEncode(config, binary) },
  ];
}

/** One frame, under the limits that every encode has. */
async function trialEncode(config: Config, binary: FfmpegBinary) {
  const settings = encoderSettings(config, binary, new ProcessRegistry());
  const rendition = buildLadder({ video: trialTrack, audio: [] }).video.at(-1);
  if (!rendition) return { state: 'bad', says: 'there is nothing to try' } as const;
  const startedAt = performance.now();
  await encodeParameterSets(settings, rendition, new AbortController().signal);
  return { state: 'ok', says: `a 1080p frame in ${Math.round(performance.now() - startedAt)} ms` } as const;
}

function describe(error: unknown): string {
  if (error instanceof OnplayError) return error.publicDetail;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `there is no ${path}; create it or change the setting`;
  if (code === 'EACCES') return `no permission for ${path}`;
  return String(error);
}
