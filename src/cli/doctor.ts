import { access, constants } from 'node:fs/promises';
import { ensureDataFolder } from '../assets/index.js';
import { encoderSettings, findFfmpeg } from '../composition/encoding/index.js';
import { type Config, loadConfig } from '../config/index.js';
import {
  buildLadder,
  confinementReport,
  encodeParameterSets,
  type FfmpegBinary,
  ProcessRegistry,
  readCapabilities,
} from '../encoder/index.js';
import { OnplayError } from '../shared/errors.js';
import { probeTrack } from './probe-track.js';

/** How something is, in a sentence: how it is when well, what to do when not. */
interface Finding {
  readonly state: 'ok' | 'note' | 'bad';
  readonly says: string;
}

/** Looks at one thing; what it throws is a bad finding. */
type Check = readonly [name: string, look: () => Finding | Promise<Finding>];

const LABELS = { ok: 'ok  ', note: 'note', bad: 'BAD ' } as const;

/** `onplay doctor`: one line to each check; exit code 1 when one of them keeps Onplay from working. */
export async function doctor(): Promise<void> {
  const config = loadConfig();
  let failed = false;
  for (const [name, look] of [...machineChecks(config), ...(await ffmpegChecks(config))]) {
    const { state, says } = await findingOf(look);
    failed ||= state === 'bad';
    process.stdout.write(`${LABELS[state]} ${name}: ${says}\n`);
  }
  if (failed) process.exitCode = 1;
}

async function findingOf(look: Check[1]): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return { state: 'bad', says: sentenceFor(error) };
  }
}

const ok = (says: string): Finding => ({ state: 'ok', says });
const note = (says: string): Finding => ({ state: 'note', says });
const bad = (says: string): Finding => ({ state: 'bad', says });

function machineChecks(config: Config): Check[] {
  return [
    ['node', () => ok(process.version)],
    ['masters', () => lookAtMasters(config)],
    ['data', () => lookAtData(config)],
    ['tokens', () => lookAtTokens(config)],
  ];
}

async function lookAtMasters({ mastersPath }: Config): Promise<Finding> {
  await access(mastersPath, constants.R_OK | constants.X_OK);
  return ok(mastersPath);
}

async function lookAtData({ dataPath }: Config): Promise<Finding> {
  await ensureDataFolder(dataPath);
  return ok(dataPath);
}

function lookAtTokens({ tokenKey }: Config): Finding {
  if (tokenKey?.kind === 'secret') return ok('HS256 with ONPLAY_TOKEN_SECRET');
  if (tokenKey?.kind === 'jwks') return ok('RS256 or ES256 with ONPLAY_TOKEN_JWKS');
  return note('no key set; `serve` needs ONPLAY_TOKEN_SECRET or ONPLAY_TOKEN_JWKS, `demo` does not');
}

async function ffmpegChecks(config: Config): Promise<Check[]> {
  const found = await findFfmpeg(config).catch((error: unknown) => ({ error }));
  if ('error' in found) return [['ffmpeg', () => Promise.reject(found.error)]];
  return [
    ['ffmpeg', () => ok(`${found.version} at ${found.ffmpegPath}`)],
    ['codecs', () => lookAtCodecs(found)],
    ['limits', () => lookAtLimits(found)],
    ['confinement', () => lookAtConfinement(found)],
    ['encode', () => tryEncode(config, found)],
  ];
}

async function lookAtCodecs(binary: FfmpegBinary): Promise<Finding> {
  const { filters, encoders } = await readCapabilities(binary);
  const parts = Object.entries({ ...filters, ...encoders });
  const missing = parts.flatMap(([name, there]) => (there ? [] : [name]));
  if (missing.length === 0) return ok('all that is needed');
  const says = `this ffmpeg lacks ${missing.join(', ')}`;
  return missing.some((name) => name in encoders) ? bad(says) : note(says);
}

function lookAtLimits({ launcher }: FfmpegBinary): Finding {
  return launcher.setprivPath && launcher.prlimitPath
    ? ok('ffmpeg ends with the server and within its limits')
    : note('without setpriv and prlimit (util-linux) the kernel does not keep the limits of ffmpeg');
}

function lookAtConfinement({ launcher }: FfmpegBinary): Finding {
  const { says, advice } = confinementReport(launcher.confinement);
  return advice === undefined ? ok(says) : note(`${says}; ${advice}`);
}

/** One frame, under the limits that every encode has. */
async function tryEncode(config: Config, binary: FfmpegBinary): Promise<Finding> {
  const settings = encoderSettings(config, binary, new ProcessRegistry());
  const rendition = buildLadder({ video: probeTrack, audio: [] }).video.at(-1);
  if (!rendition) return bad('there is nothing to try');
  const startedAt = performance.now();
  await encodeParameterSets(settings, [rendition], new AbortController().signal);
  return ok(`a 1080p frame in ${Math.round(performance.now() - startedAt)} ms`);
}

function sentenceFor(error: unknown): string {
  if (error instanceof OnplayError) return error.publicDetail;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `there is no ${path}; create it or change the setting`;
  if (code === 'EACCES') return `no permission for ${path}`;
  return String(error);
}
