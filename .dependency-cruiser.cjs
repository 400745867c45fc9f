const { join } = require('node:path');

// Node's modules that start programs or speak a network protocol. The patterns match both with and without `node:`.
const processes = '^(node:)?(child_process|cluster|worker_threads)$';
const http = '^(node:)?(http|https|http2)$';
const httpServers = '(^|/)node_modules/(@types/)?(express|pino-http)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other can only be read, tested and changed together. Move what both need into a third. Types count: a cycle of words is a cycle of thoughts.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'masters-stand-alone',
      comment:
        'Masters are the ground the other rooms stand on: nothing in src/masters/ knows another room. Of the shared files it may use errors.ts only; whatever else it needs is given to it as a function.',
      severity: 'error',
      from: { path: '^src/masters/' },
      to: { path: '^src/', pathNot: ['^src/masters/', '^src/errors\\.ts$'] },
    },
    {
      name: 'masters-run-nothing',
      comment:
        'Reading a master neither starts a program nor serves HTTP. What needs ffmpeg gets a function that runs it, so that the limits and the sandbox of a process are decided in src/encoder/ alone.',
      severity: 'error',
      from: { path: '^src/masters/' },
      to: { path: [processes, http, httpServers] },
    },
    {
      name: 'packager-stands-alone',
      comment:
        'The packager takes plain values and gives bytes or text. A packager that knows another room cannot be tested with values alone. Of the shared files it may use errors.ts only.',
      severity: 'error',
      from: { path: '^src/packager/' },
      to: { path: '^src/', pathNot: ['^src/packager/', '^src/errors\\.ts$'] },
    },
    {
      name: 'packager-is-pure',
      comment:
        'No files, no clock, no network, no processes: the same values must give the same bytes on every machine, since edges and nodes mix them.',
      severity: 'error',
      from: { path: '^src/packager/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'encoder-points-down',
      comment:
        'The encoder uses masters and packager and is used by the origin; never the other way round, or a worker without an HTTP server could not run it.',
      severity: 'error',
      from: { path: '^src/encoder/' },
      to: {
        path: '^src/',
        pathNot: ['^src/(encoder|packager|masters)/', '^src/(errors|log|metrics)\\.ts$'],
      },
    },
    {
      name: 'encoder-speaks-no-http',
      comment:
        'What a status, a header or a request is, only src/origin/ knows. Give the encoder an AbortSignal instead.',
      severity: 'error',
      from: { path: '^src/encoder/' },
      to: { path: [http, httpServers] },
    },
    {
      name: 'origin-is-wired-from-outside',
      comment:
        'cli.ts, main.ts and wiring/ put the parts together; a part that imports them would start the whole server.',
      severity: 'error',
      from: { path: '^src/origin/' },
      to: { path: '^src/((cli|main)\\.ts$|wiring/)' },
    },
    {
      name: 'outside-speaks-by-url',
      comment:
        'cdn/ and bench/ meet the server as everybody else does, by URLs and headers. A benchmark that calls functions measures something no viewer gets.',
      severity: 'error',
      from: { path: '^(cdn|bench)/' },
      to: { path: '^src/' },
    },
    {
      name: 'source-ships-alone',
      comment: 'Only src/ is shipped: what it imports from elsewhere would be missing.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|cdn|scripts)/' },
    },
    {
      name: 'no-development-packages-in-source',
      comment: 'It would be missing where only the dependencies of package.json are installed.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unknown-modules',
      comment: 'The file or package does not exist, or package.json does not name it.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Types have a direction too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: join(__dirname, 'tsconfig.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
