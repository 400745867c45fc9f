import { ensureDataFolder } from '../../assets/index.js';
import { encoderSettings, findFfmpeg } from '../../composition/encoding/index.js';
import { type Config, loadConfig } from '../../config/index.js';
import {
  buildLadder,
  confinementReport,
  encodeParameterSets,
  type FfmpegBinary,
  ProcessRegistry,
  readCapabilities,
} from '../../encoder/index.js';
import { OnplayError } from '../../shared/errors.js';
import { mastersReport } from '../masters/masters-report.js';
import { probeTrack } from './probe-track.js';

/** The result of a check, with a sentence: the state found, or what is wrong and what to do about it. */
interface Finding {
  readonly state: 'ok' | 'note' | 'bad';
  readonly says: string;
}

/** One check; an error it throws becomes a `bad` finding. */
type Check = readonly [name: string, check: () => Finding | Promise<Finding>];

const LABELS = { ok: 'ok  ', note: 'note', bad: 'BAD ' } as const;

/** `onplay doctor`: prints one line per check, and one below for each unusual master; exit code 1 when a check fails. */
export async function doctor(): Promise<void> {
  const config = loadConfig();
  let failed = false;
  for (const [name, check] of [...machineChecks(config), ...(await ffmpegChecks(config))]) {
    const { state, says } = await findingOf(check);
    failed ||= state === 'bad';
    process.stdout.write(`${LABELS[state]} ${name}: ${says}\n`);
  }
  if (failed) process.exitCode = 1;
}

async function findingOf(check: Check[1]): Promise<Finding> {
  try {
    return await check();
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
    ['masters', () => mastersReport(config)],
    ['data', () => checkData(config)],
    ['tokens', () => checkTokens(config)],
  ];
}

async function checkData({ dataPath }: Config): Promise<Finding> {
  await ensureDataFolder(dataPath);
  return ok(dataPath);
}

function checkTokens({ tokenKey }: Config): Finding {
  if (tokenKey?.kind === 'secret') return ok('HS256 with ONPLAY_TOKEN_SECRET');
  if (tokenKey?.kind === 'jwks') return ok('RS256 or ES256 with ONPLAY_TOKEN_JWKS');
  return note('no key set; `serve` needs ONPLAY_TOKEN_SECRET or ONPLAY_TOKEN_JWKS, `demo` does not');
}

async function ffmpegChecks(config: Config): Promise<Check[]> {
  const found = await findFfmpeg(config).catch((error: unknown) => ({ error }));
  if ('error' in found) return [['ffmpeg', () => Promise.reject(found.error)]];
  return [
    ['ffmpeg', () => ok(`${found.version} at ${found.ffmpegPath}`)],
    ['codecs', () => checkCodecs(found)],
    ['limits', () => checkLimits(found)],
    ['confinement', () => checkConfinement(found)],
    ['encode', () => tryEncode(config, found)],
  ];
}

async function checkCodecs(binary: FfmpegBinary): Promise<Finding> {
  const { filters, encoders } = await readCapabilities(binary);
  const components = Object.entries({ ...filters, ...encoders });
  const missing = components.flatMap(([name, available]) => (available ? [] : [name]));
  if (missing.length === 0) return ok('all required filters and encoders');
  const says = `this ffmpeg lacks ${missing.join(', ')}`;
  return missing.some((name) => name in encoders) ? bad(says) : note(says);
}

function checkLimits({ launcher }: FfmpegBinary): Finding {
  return launcher.setprivPath && launcher.prlimitPath
    ? ok('ffmpeg ends with the server, and the kernel enforces its limits')
    : note('without setpriv and prlimit (util-linux) the kernel does not enforce the limits of ffmpeg');
}

function checkConfinement({ launcher }: FfmpegBinary): Finding {
  const { summary, advice } = confinementReport(launcher.confinement);
  return advice === undefined ? ok(summary) : note(`${summary}; ${advice}`);
}

/** Encodes one frame with the limits of every encode. */
async function tryEncode(config: Config, binary: FfmpegBinary): Promise<Finding> {
  const settings = encoderSettings(config, binary, new ProcessRegistry());
  const rendition = buildLadder({ video: probeTrack, audio: [] }).video.at(-1);
  if (!rendition) return bad('the ladder is empty');
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
