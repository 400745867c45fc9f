// Copies the files that are not compiled, such as the page and its styles: `copy-page.mjs SRC DIST`.
import { cp } from 'node:fs/promises';
import { basename } from 'node:path';
import { argv } from 'node:process';

const [source = 'src', destination = 'dist'] = argv.slice(2);

/** Whether a path is neither TypeScript nor a compiler configuration. */
function isShipped(path) {
  return !path.endsWith('.ts') && basename(path) !== 'tsconfig.json';
}

await cp(source, destination, { recursive: true, filter: isShipped });
