/**
 * Which cache keys led to problems lately, so that they are looked up in the cache of problems and not in that of media. A
 * fixed number of small files, each for all keys whose digests begin alike: a new key replaces the old one, so that made-up
 * URLs cannot fill the disk. A key replaced too early is requested as if it were media.
 */
// biome-ignore lint/style/useNodejsImportProtocol: njs has its modules under these names
import fs from 'fs';
import digests from './digests.js';
import files from './files.js';
import state from './state.js';

/** Hexadecimal digits of the digest that name a file: 4096 files of less than 50 bytes. */
const SLOT_DIGITS = 3;
/** The longest time for which the origin lets edges cache a problem (src/origin/cache-policy.ts). */
const SECONDS = 30;

/** Whether the response under this cache key was a problem lately. */
function has(folder, key) {
  const digest = digests.md5(key);
  const entry = files.textOf(slotOf(folder, digest)).split(' ');
  return entry[0] === digest && Number(entry[1]) > Date.now() / 1000;
}

function add(folder, key) {
  const digest = digests.md5(key);
  const until = Math.floor(Date.now() / 1000) + SECONDS;
  if (!fs.statSync(directoryOf(folder), { throwIfNoEntry: false })) state.makeFolder(directoryOf(folder));
  state.write(directoryOf(folder), digest.slice(0, SLOT_DIGITS), `${digest} ${until}`);
}

function remove(folder, key) {
  if (!has(folder, key)) return;
  try {
    fs.unlinkSync(slotOf(folder, digests.md5(key)));
  } catch (error) {
    // Another worker has removed it.
    if (error.code !== 'ENOENT') throw error;
  }
}

function directoryOf(folder) {
  return `${folder}/problems`;
}

function slotOf(folder, digest) {
  return `${directoryOf(folder)}/${digest.slice(0, SLOT_DIGITS)}`;
}

export default { has, add, remove };
