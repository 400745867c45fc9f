/** Describes ffmpeg's confinement to the operator, in the startup log and in `onplay doctor`. */
import type { Confinement, Lacking } from './confinement.js';

interface ConfinementReport {
  /** What ffmpeg runs as, and what it has no access to. */
  readonly summary: string;
  /** How to confine it more; absent if it is fully confined. */
  readonly advice?: string;
}

const ADVICE: Readonly<Record<Lacking, string>> = {
  switched_off: 'switch ONPLAY_FFMPEG_CONFINEMENT on',
  not_linux: 'only Linux offers more',
  bubblewrap: 'install bubblewrap',
  working_bubblewrap:
    'bubblewrap is installed, but ffmpeg does not run in it: allow user namespaces on the system or in the container',
};

export function confinementReport(confinement: Confinement = {}): ConfinementReport {
  const { lacking } = confinement;
  return { summary: sentence(confinement), ...(lacking && { advice: ADVICE[lacking] }) };
}

function sentence({ userId, sandbox, unsharePath }: Confinement): string {
  const user = userId === undefined ? 'the user of the server' : `user ${userId}`;
  const network = sandbox || unsharePath ? ' without a network' : '';
  if (sandbox) return `ffmpeg runs as ${user} in a sandbox${network}, other files or other processes`;
  if (userId !== undefined)
    return `ffmpeg runs as ${user}${network}, and sees only files that every user may read`;
  if (unsharePath) return `ffmpeg runs as ${user}${network}, and sees the files of the server`;
  return `ffmpeg runs as ${user} and sees all that the server does`;
}
