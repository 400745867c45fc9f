/**
 * State that all workers share and that survives a restart: small files, each written under a temporary name and renamed
 * into place.
 *
 *     generations/onplay             the generation of everything
 *     generations/of-{that}/{key}    the generation of what carries a surrogate key
 *     revocations/{fingerprint}      the end of a revocation, in seconds since 1970
 *     problems/{beginning of digest} see known-problems.js
 *
 * Generations are part of the cache keys: a new one makes older cache entries unreachable. Those of surrogate keys lie in a
 * directory named after the generation of everything, so that a new generation of everything ends them all.
 *
 * njs cannot sync a file to disk: after a power cut start with an empty cache, since a purge may have been lost.
 */
// biome-ignore lint/style/useNodejsImportProtocol: njs has its modules under these names
import fs from 'fs';
import files from './files.js';

/** With more single keys than this, everything gets a new generation, which is always safe. */
const MAX_GENERATIONS = 10000;
/** Twice as many as an origin sends. */
const MAX_REVOCATIONS = 20000;
/** How many old revocations each control request checks for expiry. */
const SWEPT_AT_ONCE = 100;
/** How often a purge is tried when concurrent ones interfere. */
const MAX_ATTEMPTS = 3;
const EVERYTHING = 'onplay';

/** A text that changes whenever everything or one of the keys gets a new generation. */
function generations(folder, keys) {
  const everything = files.textOf(`${folder}/generations/${EVERYTHING}`);
  return [everything].concat(keys.map((key) => files.textOf(keyFile(folder, everything, key)))).join('.');
}

/** The current generation of a key; empty before the first. Later generations of a key compare greater as text. */
function generation(folder, key) {
  const everything = files.textOf(`${folder}/generations/${EVERYTHING}`);
  return (key !== EVERYTHING && files.textOf(keyFile(folder, everything, key))) || everything;
}

/** Starts a new generation for all of the keys, and returns it. */
function renew(folder, keys) {
  const latest = keys
    .map((key) => generation(folder, key))
    .sort()
    .pop();
  const next = generationAfter(latest);
  makeFolder(`${folder}/generations`);
  for (let attempt = 1; ; attempt++) {
    const everything = files.textOf(`${folder}/generations/${EVERYTHING}`);
    try {
      if (keys.includes(EVERYTHING) || isFull(folder, everything)) renewEverything(folder, next);
      else for (const i in keys) renewKey(folder, everything, keys[i], next);
      return next;
    } catch (error) {
      // Everything got a new generation meanwhile, and the old directory was removed.
      if (error.code !== 'ENOENT' || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

function renewEverything(folder, next) {
  write(`${folder}/generations`, EVERYTHING, next);
  names(`${folder}/generations`).forEach((name) => {
    if (name.startsWith('of-') && name !== `of-${next}`) removeFolder(`${folder}/generations/${name}`);
  });
}

function renewKey(folder, everything, key, next) {
  makeFolder(`${folder}/generations/of-${everything}`);
  write(`${folder}/generations/of-${everything}`, key, next);
}

function isFull(folder, everything) {
  return names(`${folder}/generations/of-${everything}`).length >= MAX_GENERATIONS;
}

function keyFile(folder, everything, key) {
  return `${folder}/generations/of-${everything}/${key}`;
}

/** Whether one of the fingerprints is revoked now. */
function areRevoked(folder, fingerprints) {
  const now = Date.now() / 1000;
  return fingerprints.some((fingerprint) => untilOf(folder, fingerprint) > now);
}

/** Adds entries `fingerprint=untilSeconds`; returns how many are known now, or undefined if there are too many. */
function revoke(folder, entries) {
  const place = `${folder}/revocations`;
  makeFolder(place);
  const before = names(place);
  let known = before.length - sweep(folder, before);
  if (known > MAX_REVOCATIONS) return undefined;
  entries.forEach((entry) => {
    const fingerprint = entry.slice(0, 32);
    const already = untilOf(folder, fingerprint);
    if (already === 0) known++;
    write(place, fingerprint, String(Math.max(Number(entry.slice(33)), already)));
  });
  return known;
}

function untilOf(folder, fingerprint) {
  return Number(files.textOf(`${folder}/revocations/${fingerprint}`)) || 0;
}

/** Removes some revocations that are over, from a random start, so that each gets its turn; returns how many. */
function sweep(folder, fingerprints) {
  const now = Date.now() / 1000;
  const start = Math.floor(Math.random() * fingerprints.length);
  let removed = 0;
  for (let i = 0; i < Math.min(SWEPT_AT_ONCE, fingerprints.length); i++) {
    const fingerprint = fingerprints[(start + i) % fingerprints.length];
    if (untilOf(folder, fingerprint) <= now && isRemoved(folder, fingerprint, now)) removed++;
  }
  return removed;
}

/** Removes a revocation, unless another worker has extended it since it was read; returns whether it did. */
function isRemoved(folder, fingerprint, now) {
  const place = `${folder}/revocations`;
  const aside = `${place}/old-${generationAfter('')}`;
  try {
    fs.renameSync(`${place}/${fingerprint}`, aside);
    const isOver = Number(files.textOf(aside)) <= now;
    if (isOver) fs.unlinkSync(aside);
    else fs.renameSync(aside, `${place}/${fingerprint}`);
    return isOver;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return false;
  }
}

/** Milliseconds since 1970, or more if the clock was set back, and a random number: 15 digits in base 36. */
function generationAfter(latest) {
  const now = Math.max(Date.now(), latest === '' ? 0 : parseInt(latest.slice(0, 8), 36) + 1);
  const chance = Math.floor(Math.random() * 0xffffffff).toString(36);
  return now.toString(36) + `000000${chance}`.slice(-7);
}

function write(place, name, text) {
  const unfinished = `${place}/.${generationAfter('')}`;
  fs.writeFileSync(unfinished, text, { mode: 0o600 });
  fs.renameSync(unfinished, `${place}/${name}`);
}

function names(place) {
  try {
    return fs.readdirSync(place).filter((name) => !name.startsWith('.'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return [];
  }
}

function makeFolder(path) {
  try {
    fs.mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}

/** Another worker may be writing to it or removing it: what is left is removed the next time. */
function removeFolder(path) {
  try {
    fs.readdirSync(path).forEach((name) => {
      if (name !== '.' && name !== '..') fs.unlinkSync(`${path}/${name}`);
    });
    fs.rmdirSync(path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTEMPTY') throw error;
  }
}

export default { generations, generation, renew, areRevoked, revoke, makeFolder, write };
