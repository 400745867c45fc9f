import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { grantKey } from '../../../src/access/tokens/grant-key.js';
import type { TokenKeySource } from '../../../src/access/tokens/token-key.js';

let dataPath: string;
beforeEach(async () => {
  dataPath = await mkdtemp(path.join(tmpdir(), 'onplay-grant-'));
});
afterEach(() => rm(dataPath, { recursive: true }));

const secretSource = (secret: string): TokenKeySource => ({ kind: 'secret', secret });
const jwksSource: TokenKeySource = { kind: 'jwks', location: 'https://id.example/jwks' };
const keyText = async (tokenKey: TokenKeySource) =>
  (await grantKey({ tokenKey, dataPath })).export().toString();

describe('the grant key', () => {
  it('is derived from the token secret, is not the secret, and is not stored', async () => {
    const secret = 'x'.repeat(32);
    expect(await keyText(secretSource(secret))).toBe(await keyText(secretSource(secret)));
    expect(await keyText(secretSource(secret))).not.toBe(await keyText(secretSource(`${secret}y`)));
    expect(await keyText(secretSource(secret))).not.toBe(Buffer.from(secret).toString('hex'));
    expect(await readdir(dataPath)).toStrictEqual([]);
  });

  it('stays the same in every process and release', async () => {
    expect(await keyText(secretSource('x'.repeat(32)))).toMatchInlineSnapshot(
      `"bfaa8fceaf9426d6744146c0d5a5b925154e43676dd9871fc64525c54f9399ab"`,
    );
  });

  it('derives from a file in the data directory if the token keys are public', async () => {
    expect(await keyText(jwksSource)).toBe(await keyText(jwksSource));
    expect(await readdir(dataPath)).toStrictEqual(['grant.key']);
  });

  it('is refused without a token key', async () => {
    await expect(grantKey({ dataPath })).rejects.toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });
});
