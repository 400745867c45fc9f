/** The rules for marks of a server, and what it shares of them. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { ManagedMarks, MarkRules, SharedMarkRules } from '../../access/index.js';
import type { Config } from '../../config/index.js';
import { endWith, type SharedState } from './shared-state.js';

interface MarksOptions {
  /** By the names of the images that this server may draw. */
  readonly images: ReadonlyMap<string, unknown>;
  /** Absent where this process is alone. */
  readonly shared: SharedState | undefined;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
  readonly log: Logger;
}

const UNKNOWN_RULES =
  'This process could not read the rules for marks of the others since it started: it knows those in its own file, and the others when Redis is back.';

export function buildMarks(
  { dataPath }: Pick<Config, 'dataPath'>,
  { images, shared, log, shutdownSignal }: MarksOptions,
) {
  const rules = new MarkRules({ file: join(dataPath, 'mark-rules.json') });
  const ofFleet = shared && shareRules(rules, shared, log);
  if (ofFleet) endWith(shutdownSignal, () => ofFleet.end());
  return {
    markRules: rules,
    marks: new ManagedMarks({ rules, images, announce: ofFleet && ((entry) => ofFleet.announce(entry)) }),
    /** Reads what the fleet knows already. Never rejects. */
    beginSharedMarks: async () => ofFleet?.begin(),
    markNotices: () => (ofFleet && !ofFleet.hasMerged ? [UNKNOWN_RULES] : []),
  };
}

function shareRules(
  rules: MarkRules,
  { link, control: channel, roster, seal }: SharedState,
  log: Logger,
): SharedMarkRules {
  return new SharedMarkRules({ rules, link, channel, roster, seal: seal('mark-rules'), log });
}
