import { once } from 'node:events';
import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateMaster } from '../support/masters.js';
import { cliInFolder } from './support/run-cli.js';

const cli = cliInFolder();
let master: string;
beforeAll(async () => {
  master = await generateMaster('two-languages');
});

const LINE = /^Onplay plays (.+): page (\S+) HLS (\S+) DASH (\S+)\n/m;

describe('onplay demo', () => {
  it('serves a file and prints its URLs', async () => {
    const file = cli.path('My holiday (1).mp4');
    await copyFile(master, file);
    const demo = cli.start(['demo', file]);
    const [, asset, page = '', hls = '', dash = ''] = await demo.says('stdout', LINE);
    expect(asset).toBe('My holiday (1)');
    const origin = new URL(page).origin;
    expect(page).toBe(`${origin}/#asset=My%20holiday%20(1)`);
    expect((await fetch(page)).status).toBe(200);
    expect(await (await fetch(hls)).text()).toMatch(/^#EXTM3U/);
    expect(await (await fetch(dash)).text()).toContain('<MPD ');
    const assets = await fetch(`${origin}/api/assets`);
    expect(await assets.json()).toMatchObject({ assets: [{ id: 'My holiday (1)', state: 'ready' }] });
    demo.process.kill('SIGINT');
    const { code, stdout } = await demo.ended;
    expect([code, stdout.trimEnd().split('\n')]).toStrictEqual([0, [expect.stringContaining(hls)]]);
  });

  it('listens on the loopback interface only, whatever the settings say', async () => {
    const demo = cli.start(['demo', master], { ONPLAY_HOST: '0.0.0.0' });
    const [, , page = ''] = await demo.says('stdout', LINE);
    expect(new URL(page).hostname).toBe('127.0.0.1');
  });

  it('stores its secret, so that `onplay url` works and URLs survive a restart', async () => {
    const demo = cli.start(['demo', master]);
    const [, asset = '', page = ''] = await demo.says('stdout', LINE);
    expect((await stat(cli.path('var', 'demo-token-secret'))).mode & 0o077).toBe(0);
    const { stdout } = await cli.run(['url', asset], { ONPLAY_PORT: new URL(page).port });
    expect((await fetch(stdout.trim())).status).toBe(200);
  });

  it('serves the masters of the directory, and prints the first one last', async () => {
    await mkdir(cli.path('masters'));
    for (const name of ['b.mp4', 'a.mp4', '~no.mp4']) await copyFile(master, cli.path('masters', name));
    const demo = cli.start(['demo']);
    await demo.says('stdout', /^Onplay plays a:.*\n/m);
    expect(demo.stdout.match(/^Onplay plays .+?:/gm)).toStrictEqual(['Onplay plays b:', 'Onplay plays a:']);
  });

  it('encodes a test video when there are no masters', async () => {
    const demo = cli.start(['demo']);
    const [, asset, , hls = ''] = await demo.says('stdout', LINE);
    expect(asset).toBe('test-pattern');
    expect(demo.stderr).toContain('encoding a test video');
    expect((await fetch(hls)).status).toBe(200);
    expect(await readdir(cli.path('var', 'demo-masters'))).toStrictEqual(['test-pattern.mp4']);
  });

  it('uses a free port when the configured one is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const demo = cli.start(['demo', master], { ONPLAY_PORT: String(port) });
    const [, , page = ''] = await demo.says('stdout', LINE);
    expect(new URL(page).port).not.toBe(String(port));
    expect(demo.stderr).toContain(`port ${port} is in use`);
    taken.close();
  });

  it.each([
    [['nothing.mp4'], 'There is no file nothing.mp4.'],
    [['.'], 'There is no file ..'],
    [['a/x.mp4', 'b/x.mov'], 'Two of the files would be the asset x.'],
    [['~x.mp4'], '~x.mp4 has a name that no asset can have.'],
  ])('explains in one sentence why it cannot serve: %j', async (files, message) => {
    for (const folder of ['a', 'b']) await mkdir(cli.path(folder));
    for (const file of ['a/x.mp4', 'b/x.mov', '~x.mp4']) await writeFile(cli.path(file), '');
    const { code, stdout, stderr } = await cli.run(['demo', ...files]);
    expect([code, stdout]).toStrictEqual([1, '']);
    expect(stderr).toMatch(/^onplay: .*\n$/);
    expect(stderr).toContain(message);
  });
});
