// Words of our own that the field has other names for, and that do not come back: `node scripts/words.mjs` lists each place
// with the word to write instead. Part of `./run check`.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each with what to write instead, and why. */
const words = [
  [/\bsounds?\b/i, 'audio', 'the term of every standard, and what one searches for'],
  [
    /\bpictures\b/i,
    'video, frames',
    'a picture is coded (H.264) or shown (this page); what is played is video',
  ],
  [/\bshort way\b|\bhit route\b/i, 'fast path', 'known to every reader of servers'],
  [/\bhasten/i, 'set the deadline', 'schedulers have deadlines'],
  [/\bbelongings?\b/i, 'cache tags', 'what CDNs call them'],
  [/\bread-?ahead\b/i, 'prefetch; for bytes: buffered reader', 'read-ahead is what kernels do with files'],
  [/\bdisposable\b/i, 'non-reference', 'ISO/IEC 14496-10'],
  [/\bstands? alone\b|\bdecodes alone\b/i, 'random access point', 'ISO/IEC 14496-12'],
  [
    /\bdeclared rates?\b|\bdeclared bitrates?\b/i,
    'advertised bandwidth',
    'BANDWIDTH (RFC 8216), @bandwidth (ISO/IEC 23009-1)',
  ],
  [/\bown (rate|frames)\b/i, 'source bitrate, source frames', 'as opposed to what is encoded'],
  [/\bown edges?\b/i, 'self-hosted edge', 'nginx and Varnish are not ours'],
  [/\bdiscreet\b/i, 'redacting', 'what logs do with secrets'],
  [/\bwaiting process(es)?\b/i, 'warm processes', 'a pool is warm'],
  [/\bprocess starter\b/i, 'spawn helper', 'it spawns'],
  [/\bconformed\b/i, 'remuxed', 'what ffmpeg -c copy does'],
  [/\bfirst choice\b/i, 'startup prediction', 'what a player requests at startup'],
  [/\bwishes\b/i, 'preferences', 'as in every player'],
  [/\btrial track\b/i, 'probe track', 'it probes'],
  [
    /\bwhoever\b|\bsomebody\b|\bnobody\b|\beverybody\b/i,
    'client, viewer, caller, operator, edge',
    'name the actor',
  ],
];

/** Where the words may stand: history, and what others say. */
const exempt = [
  /^docs\/decisions\//,
  /^CHANGELOG\.md$/,
  /^bench\/(results|notes)\//,
  /^scripts\/words\.mjs$/,
  /^docs\/benchmarks\.md$/,
  /^package-lock\.json$/,
];
/** Quotations of formats and of programs: a line with one of these is left alone. */
const quoted =
  /soun\b|sound description|sound media|SoundDescription|describes-music-and-sound|(attached|leading|reference|coded|IDR|H\.264) pictures|gave the wrong name/i;

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(ts|js|mjs|cjs|sh|md|css|html|template|conf)$|^run$/.test(file))
  .filter((file) => existsSync(root + file))
  .filter((file) => !exempt.some((pattern) => pattern.test(file)));

let found = 0;
for (const file of files) {
  readFileSync(root + file, 'utf8')
    .split('\n')
    .forEach((line, index) => {
      if (quoted.test(line)) return;
      for (const [word, instead, why] of words) {
        const [match] = word.exec(line) ?? [];
        if (match === undefined) continue;
        found += 1;
        stdout.write(`${file}:${index + 1}: "${match}": write ${instead} (${why})\n`);
      }
    });
}
if (found > 0) {
  stderr.write(`${found} words that the field has other names for.\n`);
  exit(1);
}
