/**
 * Which answers were problems lately, so that they are looked for in the cache of problems and not in that of media. A fixed
 * number of small files, each for all names with the same beginning of their digest: a later one takes the place of an
 * earlier one, so that made-up names fill nothing. What is forgotten too early is asked for as if it were media.
 */
// biome-ignore lint/style/useNodejsImportProtocol: njs has its modules under these names
import fs from 'fs';
import digests from './digests.js';
import files from './files.js';
import state from './state.js';

/** Hexadecimal digits of the digest that name a file: 4096 files of less than 50 bytes. */
const SLOT_DIGITS = 3;
/** For as long as the origin has edges keep any problem (src/origin/cache-policy.ts). */
const SECONDS = 30;

/** Whether the answer that is kept under this name was a problem lately. */
function has(folder, name) {
  const digest = digests.md5(name);
  const entry = files.textOf(slotOf(folder, digest)).split(' ');
  return entry[0] === digest && Number(entry[1]) > Date.now() / 1000;
}

function add(folder, name) {
  const digest = digests.md5(name);
  const until = Math.floor(Date.now() / 1000) + SECONDS;
  if (!fs.statSync(placeOf(folder), { throwIfNoEntry: false })) state.makeFolder(placeOf(folder));
  state.write(placeOf(folder), digest.slice(0, SLOT_DIGITS), `${digest} ${until}`);
}

function remove(folder, name) {
  if (!has(folder, name)) return;
  try {
    fs.unlinkSync(slotOf(folder, digests.md5(name)));
  } catch (error) {
    // Another worker was faster.
    if (error.code !== 'ENOENT') throw error;
  }
}

function placeOf(folder) {
  return `${folder}/problems`;
}

function slotOf(folder, digest) {
  return `${placeOf(folder)}/${digest.slice(0, SLOT_DIGITS)}`;
}

export default { has, add, remove };
