/** What confines ffmpeg, for people: in the log at the start, and by `onplay doctor`. */
import type { Confinement, Lacking } from './confinement.js';

export interface ConfinementReport {
  /** What ffmpeg runs as, and what it is kept from. */
  readonly says: string;
  /** What would confine it more; absent where there is nothing to add. */
  readonly advice?: string;
}

const ADVICE: Readonly<Record<Lacking, string>> = {
  switched_off: 'switch ONPLAY_FFMPEG_CONFINEMENT on',
  not_linux: 'only Linux offers more',
  bubblewrap: 'install bubblewrap',
  working_bubblewrap:
    'bubblewrap is there, but ffmpeg does not run in it: let the system or the container offer user namespaces',
};

export function confinementReport(confinement: Confinement = {}): ConfinementReport {
  const { lacking } = confinement;
  return { says: sentence(confinement), ...(lacking && { advice: ADVICE[lacking] }) };
}

function sentence({ userId, sandbox, unsharePath }: Confinement): string {
  const user = userId === undefined ? 'the user of the server' : `user ${userId}`;
  const network = sandbox || unsharePath ? ' without a network' : '';
  if (sandbox) return `ffmpeg runs as ${user} in a sandbox${network}, other files or other processes`;
  if (userId !== undefined)
    return `ffmpeg runs as ${user}${network}, and sees of files what every user may read`;
  if (unsharePath) return `ffmpeg runs as ${user}${network}, and sees the files of the server`;
  return `ffmpeg runs as ${user} and sees all that the server does`;
}
