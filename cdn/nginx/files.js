/** Reading small files, most of which are not there. */
// biome-ignore lint/style/useNodejsImportProtocol: njs has its modules under these names
import fs from 'fs';

/**
 * What `read` gives; undefined where there is no file at `path`. What goes wrong otherwise is thrown: nothing is guessed.
 * It is looked for before it is read, since half a millisecond goes by before njs has thrown an error.
 */
function unlessMissing(path, read) {
  if (!fs.statSync(path, { throwIfNoEntry: false })) return undefined;
  try {
    return read(path);
  } catch (error) {
    // It was removed in between.
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}

/** The text of a file; empty where there is none. */
function textOf(path) {
  return unlessMissing(path, (it) => fs.readFileSync(it).toString()) || '';
}

/** The first `length` bytes of a file; undefined where there are not so many. */
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
