/** deploy/compose.yaml: does it parse, and does what it says fit Onplay and the images? */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { environmentOf, folder, namesIn, readCompose, variablesOf } from './support/compose.js';

const compose = readCompose();
const services = Object.entries(compose.services);
const text = readFileSync(join(folder, 'compose.yaml'), 'utf8');

describe('the compose file', () => {
  it('has an origin, two workers, Redis, an S3 server and an edge', () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      'bucket',
      'edge',
      'origin',
      'redis',
      's3',
      'worker',
    ]);
    expect(compose.services['worker']!.deploy!.replicas).toBe(2);
  });

  it('takes the variables that the example has, and no others', () => {
    const example = readFileSync(join(folder, 'compose.env.example'), 'utf8');
    expect([...variablesOf(text).keys()].sort()).toEqual(namesIn(example).sort());
  });

  it('has no secret in it', () => {
    for (const [, { environment = {} }] of services)
      for (const [name, value] of Object.entries(environment))
        if (/SECRET|PASSWORD|(?<!ACCESS)_KEY$/.test(name))
          expect([name, value]).toEqual([name, expect.stringMatching(/^\$\{\w+:\?\}$/)]);
  });

  it.each(['origin', 'worker'])('gives %s settings that Onplay accepts', (name) => {
    const service = compose.services[name]!;
    const config = loadConfig(environmentOf(service), '/nowhere', { tokenKeyRequired: name === 'origin' });
    expect(config.redisUrl).toContain('@redis:6379');
    expect(Number.parseInt(service.stop_grace_period!, 10)).toBeGreaterThanOrEqual(
      config.shutdownGraceSeconds + 5,
    );
  });

  it('gives no service rights, or a file system to write to', () => {
    for (const [name, { read_only, cap_drop, security_opt }] of services)
      expect([name, read_only, cap_drop, security_opt]).toEqual([
        name,
        true,
        ['ALL'],
        ['no-new-privileges:true'],
      ]);
  });

  it('lets only the edge be reached, and from this machine alone', () => {
    expect(services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]))).toEqual([
      ['edge', '127.0.0.1:8081:8081'],
    ]);
    expect(compose.networks['back']).toEqual({ internal: true });
    for (const name of ['worker', 'redis', 's3']) expect(compose.services[name]!.networks).toEqual(['back']);
  });

  it('names images by their version', () => {
    for (const [, { image, build }] of services)
      if (!build) expect(image).toMatch(/^[a-z0-9./-]+:[a-z]*\d+\.\d+/);
  });

  it('builds from files that are there', () => {
    for (const [, { build }] of services)
      if (build) expect(existsSync(join(folder, build.context, build.dockerfile))).toBe(true);
  });

  it('waits for services that are there', () => {
    for (const [, { depends_on = {} }] of services)
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const service = compose.services[name]!;
        if (condition === 'service_healthy' && !service.build) expect(service.healthcheck).toBeDefined();
      }
  });
});
