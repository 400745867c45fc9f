/** Viewers who play while something goes wrong. */
import { stdout } from 'node:process';
import type { Cluster } from '../../../support/cluster.js';
import { Audience, type AudienceReport, describeAudience } from './audience.js';
import { playedUrls, presentationFor } from './viewers.js';

/** Together they ask for each segment of two renditions, at different moments. */
const VIEWERS = 4;

interface Playing {
  readonly what: string;
  readonly asset: string;
  /** Which origins the load balancer asks; all of the cluster by default. */
  readonly origins?: () => readonly { readonly url: string }[];
}

/**
 * Has viewers play an asset that no process has encoded yet, and meanwhile `fault` happen. Resolves when all have played all of it, with
 * what they saw, which is printed too.
 */
export async function whilePlaying(
  cluster: Cluster,
  { what, asset, origins = () => cluster.origins }: Playing,
  fault: (audience: Audience) => Promise<void>,
): Promise<AudienceReport> {
  const audience = new Audience(origins);
  const presentations = Array.from({ length: VIEWERS }, (_, viewer) =>
    presentationFor(cluster.origins[1], asset, `${asset}-${viewer}`),
  );
  const plays = (await Promise.all(presentations)).map((one, viewer) => {
    const urls = playedUrls(one, viewer);
    // Each begins elsewhere, so that there are cold segments all the time.
    const from = Math.floor((viewer * urls.length) / VIEWERS);
    return audience.play([...urls.slice(from), ...urls.slice(0, from)]);
  });
  await Promise.all([fault(audience), ...plays]);
  stdout.write(describeAudience(what, audience.report));
  return audience.report;
}
