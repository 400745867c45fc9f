/**
 * What all workers have to know, and what has to outlast a restart: small files, each of which is written under another
 * name and then takes its place in one step.
 *
 *     generations/onplay             the generation of everything
 *     generations/of-{that}/{key}    the generation of what bears a surrogate key
 *     revocations/{handle}           until when somebody may not play, in seconds since 1970
 *     problems/{beginning of digest} see known-problems.js
 *
 * A generation is a part of the names that answers are kept under: a new one puts out of reach what was kept before.
 * Generations of keys lie in a folder of the generation of everything, so that a new one of everything ends them all.
 *
 * njs cannot have a file synced to disk: after a power cut start with an empty cache, for a purge may have been lost.
 */
// biome-ignore lint/style/useNodejsImportProtocol: njs has its modules under these names
import fs from 'fs';
import files from './files.js';

/** More single keys than this are not counted: then everything gets a new generation, which is never wrong. */
const MOST_GENERATIONS = 10000;
/** Twice what an origin tells. */
const MOST_REVOCATIONS = 20000;
/** How many old revocations are looked at with each order. */
const SWEPT_AT_ONCE = 100;
/** How often an order is tried that another one came in between of. */
const MOST_ATTEMPTS = 3;
const EVERYTHING = 'onplay';

/** A text that changes whenever everything or one of the keys gets a new generation. */
function generations(folder, keys) {
  const everything = files.textOf(`${folder}/generations/${EVERYTHING}`);
  return [everything].concat(keys.map((key) => files.textOf(keyFile(folder, everything, key)))).join('.');
}

/** The generation that what bears a key is of now; empty before the first. Later ones of a key are greater as texts. */
function generation(folder, key) {
  const everything = files.textOf(`${folder}/generations/${EVERYTHING}`);
  return (key !== EVERYTHING && files.textOf(keyFile(folder, everything, key))) || everything;
}

/** Gives all that bears one of the keys a new generation, and returns that. */
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
      // Everything got a new generation meanwhile, and the old folder was removed.
      if (error.code !== 'ENOENT' || attempt === MOST_ATTEMPTS) throw error;
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
  return names(`${folder}/generations/of-${everything}`).length >= MOST_GENERATIONS;
}

function keyFile(folder, everything, key) {
  return `${folder}/generations/of-${everything}/${key}`;
}

/** Whether one of the handles may not play now. */
function areRevoked(folder, handles) {
  const now = Date.now() / 1000;
  return handles.some((handle) => untilOf(folder, handle) > now);
}

/** Takes a list of `handle=untilSeconds`; returns how many are known then, or undefined if they are too many. */
function revoke(folder, entries) {
  const place = `${folder}/revocations`;
  makeFolder(place);
  const before = names(place);
  let known = before.length - sweep(folder, before);
  if (known > MOST_REVOCATIONS) return undefined;
  entries.forEach((entry) => {
    const handle = entry.slice(0, 32);
    const already = untilOf(folder, handle);
    if (already === 0) known++;
    write(place, handle, String(Math.max(Number(entry.slice(33)), already)));
  });
  return known;
}

function untilOf(folder, handle) {
  return Number(files.textOf(`${folder}/revocations/${handle}`)) || 0;
}

/** Removes some of those that are over, beginning anywhere, so that none is left out for ever; returns how many. */
function sweep(folder, handles) {
  const now = Date.now() / 1000;
  const start = Math.floor(Math.random() * handles.length);
  let removed = 0;
  for (let i = 0; i < Math.min(SWEPT_AT_ONCE, handles.length); i++) {
    const handle = handles[(start + i) % handles.length];
    if (untilOf(folder, handle) <= now && isRemoved(folder, handle, now)) removed++;
  }
  return removed;
}

/** Another worker may have been told it anew since it was read; then it stays. */
function isRemoved(folder, handle, now) {
  const place = `${folder}/revocations`;
  const aside = `${place}/old-${generationAfter('')}`;
  try {
    fs.renameSync(`${place}/${handle}`, aside);
    const isOver = Number(files.textOf(aside)) <= now;
    if (isOver) fs.unlinkSync(aside);
    else fs.renameSync(aside, `${place}/${handle}`);
    return isOver;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return false;
  }
}

/** Milliseconds since 1970, or more where the clock has gone back, and chance: 15 digits in base 36. */
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

/** Another worker may be writing to it or removing it: what is left goes next time. */
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
