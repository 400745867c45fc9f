/** Reads small files, most of which do not exist. */
// biome-ignore lint/style/useNodejsImportProtocol: njs has its modules under these names
import fs from 'fs';

/**
 * The result of `read`, or undefined if there is no file at `path`. Throws any other error.
 * Checks for the file before reading it, since throwing an error takes njs half a millisecond.
 */
function unlessMissing(path, read) {
  if (!fs.statSync(path, { throwIfNoEntry: false })) return undefined;
  try {
    return read(path);
  } catch (error) {
    // It was removed after the check.
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}

/** The text of a file; empty if there is none. */
function textOf(path) {
  return unlessMissing(path, (it) => fs.readFileSync(it).toString()) || '';
}

/** The first `length` bytes of a file; undefined if it is shorter or missing. */
function beginningOf(path, length) {
  return unlessMissing(path, (it) => {
    const bytes = Buffer.alloc(length);
    const file = fs.openSync(it);
    const count = fs.readSync(file, bytes, 0, length, 0);
    fs.closeSync(file);
    return count === length ? bytes : undefined;
  });
}

export default { beginningOf, textOf };
