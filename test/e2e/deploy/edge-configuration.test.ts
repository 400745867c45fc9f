/** The edge of deploy/edge: does nginx accept it, with the template filled in as the image does? */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../../repository/repository.js';

/** Debian's package libnginx-mod-http-js. */
const MODULE = '/usr/lib/nginx/modules/ngx_http_js_module.so';
const missing = existsSync(MODULE) ? '' : ' (skipped: needs nginx with njs)';

describe.skipIf(missing)(`the configuration of the edge${missing}`, () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'onplay-edge-image-'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('is accepted by nginx, and names only directories that the image creates', async () => {
    await fillIn(root);
    const { status, stderr } = spawnSync(
      'nginx',
      ['-t', '-p', root, '-c', join(root, 'nginx.conf'), '-e', 'stderr'],
      {
        encoding: 'utf8',
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('test is successful') });
  });
});

/** Puts the files where the image has them, below a directory of this test. */
async function fillIn(root: string): Promise<void> {
  const image = await readFile(join(repository, 'deploy/edge/Containerfile'), 'utf8');
  const variables = Object.fromEntries(
    [...image.matchAll(/(ONPLAY_\w+)=(\S+)/g)].map(([, name, value]) => [name!, value!]),
  );
  const [, folders = ''] = /for folder in ([a-z ]+);/.exec(image) ?? [];
  for (const folder of folders.split(' '))
    await mkdir(join(root, 'var/cache/onplay', folder), { recursive: true });
  for (const folder of ['tmp', 'run/onplay', 'etc']) await mkdir(join(root, folder), { recursive: true });
  const scripts = spawnSync('cp', ['-r', join(repository, 'cdn/nginx'), join(root, 'etc/onplay')]);
  expect(scripts.status).toBe(0);
  await writeFile(join(root, 'etc/onplay/keys.json'), '{"grantKey":"","edgeKey":""}');
  const template = await readFile(join(repository, 'cdn/nginx/onplay.conf.template'), 'utf8');
  const filled = Object.entries({
    ...variables,
    ONPLAY_ORIGIN_ADDRESS: '127.0.0.1:8080',
    ONPLAY_EDGE_LISTEN: '127.0.0.1:8081',
  }).reduce((text, [name, value]) => text.replaceAll(`\${${name}}`, below(root, value)), template);
  await writeFile(join(root, 'run/onplay/onplay.conf'), filled);
  const around = await readFile(join(repository, 'deploy/edge/nginx.conf'), 'utf8');
  const modules = around.replace('modules/ngx_http_js_module.so', MODULE);
  await writeFile(
    join(root, 'nginx.conf'),
    modules.replace(/ (\/(?:var|tmp|run|etc)\/[^;]*)/g, (_, path: string) => ` ${below(root, path)}`),
  );
}

function below(root: string, value: string): string {
  return /^\/(var|tmp|run|etc)\//.test(value) ? join(root, value) : value;
}
