/** Preloaded into a process: writes the name of each package that it imports to the file IMPORTED_PACKAGES, one a line. */
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(resolved.url)?.[1];
    if (name) appendFileSync(process.env.IMPORTED_PACKAGES, `${name}\n`);
    return resolved;
  },
});
