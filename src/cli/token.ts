import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  parseClaims,
  parseDuration,
  requireTokenKey,
  signToken,
  type TokenKeySource,
} from '../access/index.js';
import { type Config, loadConfig } from '../config/index.js';
import { assetPath, toAssetId } from '../shared/asset-id.js';
import { OnplayError } from '../shared/errors.js';
import { originUrl } from './servers/serve.js';

interface TokenOptions {
  readonly ttl: string;
  readonly claim: readonly string[];
}

/** `onplay token ASSET`: prints a signed playback token. */
export async function printToken(asset: string, options: TokenOptions): Promise<void> {
  process.stdout.write(`${await sign(loadConfig(), asset, options)}\n`);
}

/** `onplay url ASSET`: prints a playback URL with a signed token. */
export async function printUrl(
  asset: string,
  options: TokenOptions & { readonly format: string },
): Promise<void> {
  const extension = { hls: 'm3u8', dash: 'mpd' }[options.format];
  if (!extension)
    throw new OnplayError('argument_invalid', { publicDetail: 'The format must be hls or dash.' });
  const config = loadConfig();
  const token = await sign(config, asset, options);
  const url = `${originUrl(config, config)}/${assetPath(toAssetId(asset))}.${extension}?token=${token}`;
  process.stdout.write(`${url}\n`);
}

async function sign(config: Config, asset: string, { ttl, claim }: TokenOptions): Promise<string> {
  const options = { ttlSeconds: parseDuration(ttl), claims: parseClaims(claim) };
  return signToken(await secretOf(config), toAssetId(asset), options);
}

/** The configured secret, else the one that the demo stored in the data directory. */
async function secretOf(config: Config): Promise<string> {
  const key = await tokenKeyOf(config);
  if (key.kind === 'secret') return key.secret;
  throw new OnplayError('config_invalid', {
    publicDetail: 'With ONPLAY_TOKEN_JWKS, tokens are signed where the private key is, not here.',
  });
}

/** The configured key, else the secret that the demo stored. @throws OnplayError `config_invalid` when there is neither. */
export async function tokenKeyOf(config: Config): Promise<TokenKeySource> {
  if (!config.tokenKey) {
    const stored = await readFile(demoSecretPath(config), 'utf8').catch(() => undefined);
    if (stored !== undefined) return { kind: 'secret', secret: stored.trim() };
  }
  return requireTokenKey(config);
}

/** The file with the secret that `onplay demo` generates. */
export function demoSecretPath({ dataPath }: Pick<Config, 'dataPath'>): string {
  return join(dataPath, 'demo-token-secret');
}
