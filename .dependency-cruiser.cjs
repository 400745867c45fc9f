const { join } = require('node:path');
const { rooms, WITHOUT_HTTP, ON_WORKERS, OF_HTTP } = require('./scripts/rooms.cjs');

// Node's modules that start programs or speak a network protocol. The patterns match both with and without `node:`.
const processes = '^(node:)?(child_process|cluster|worker_threads)$';
const http = '^(node:)?(http|https|http2)$';
const httpServers = '(^|/)node_modules/(@types/)?(express|pino-http)/';

/** The names of the rooms above the one at `place`. */
const above = (place) => rooms.slice(0, place).map(({ name }) => name);

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
      name: 'no-cycles-between-folders',
      comment:
        'Two folders that need each other are one folder in two places. Move what both need into a third, or one into the other.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^src' },
      to: { circular: true },
    },
    ...rooms
      .map(({ name }, place) => ({
        name: `${name}-points-down`,
        comment: `Rooms use those below them (scripts/rooms.cjs), never one above: what src/${name}/ needs of one it is given as a value or a function by who builds it.`,
        severity: 'error',
        from: { path: `^src/${name}[/.]` },
        to: { path: `^src/(${above(place).join('|')})[/.]` },
      }))
      .slice(1),
    {
      name: 'workers-link-no-http',
      comment:
        'What encodes must run where there is no HTTP server, and hold no keys there: no sessions, no tokens, no routes, whatever stands below in the list.',
      severity: 'error',
      from: { path: `^src/(${ON_WORKERS.join('|')})/` },
      to: { path: `^src/(${OF_HTTP.join('|')})/` },
    },
    {
      name: 'workers-speak-no-http',
      comment:
        'What a status, a header or a request is, only src/origin/ knows. Give what is below it an AbortSignal instead.',
      severity: 'error',
      from: { path: `^src/(${WITHOUT_HTTP.join('|')})/` },
      to: { path: [http, httpServers] },
    },
    {
      name: 'through-the-face',
      comment:
        'Other rooms enter a room through its index.ts, which documents what the room gives, or its settings.ts, so that reading the configuration links no part; all else may change freely. src/composition/ has a face for each stage, so that a command which needs less than a server links less. In src/shared/ each file is a face of its own.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: {
        path: '^src/[^/]+/',
        pathNot: [
          '^src/$1/',
          '^src/[^/]+/(index|settings)\\.ts$',
          '^src/composition/[^/]+/index\\.ts$',
          '^src/shared/',
        ],
      },
    },
    {
      name: 'commands-build-no-server',
      comment:
        'Inspecting a master and looking at the machine need encoding and the library, and run on machines that serve nothing.',
      severity: 'error',
      from: { path: '^src/cli/(masters|doctor)/' },
      to: {
        path: '^src/(origin|web|sessions|manifests|composition/server)/',
        pathNot: '/settings\\.ts$',
        reachable: true,
      },
    },
    {
      name: 'masters-run-nothing',
      comment:
        'Reading a master neither starts a program nor serves HTTP. What needs ffmpeg gets a function that runs it, so that the limits and the sandbox of a process are decided in src/encoder/ alone.',
      severity: 'error',
      from: { path: '^src/(masters|demux|tracks|stores|bitstream)/' },
      to: { path: [processes, http, httpServers] },
    },
    {
      name: 'packager-is-pure',
      comment:
        'No files, no clock, no network, no processes: the same values must give the same bytes on every machine, since edges and nodes mix them.',
      severity: 'error',
      from: { path: '^src/(packager|isobmff|matroska)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'packager-stands-alone',
      comment:
        'The packager takes plain values. Of what is below it, it knows the boxes, the common error and arithmetic on fractions alone, or it could not be tested with values.',
      severity: 'error',
      from: { path: '^src/(packager|isobmff|matroska)/' },
      to: {
        path: '^src/',
        pathNot: ['^src/(packager|isobmff|matroska)/', '^src/shared/(errors|fraction)\\.ts$'],
      },
    },
    {
      name: 'masters-stand-alone',
      comment:
        'Whatever masters need of the log, the metrics or the scheduler is given to them as a function, so that a master can be indexed in a thread which has none of these. What it may import has no state of its own.',
      severity: 'error',
      from: { path: '^src/(masters|demux|tracks|stores|bitstream)/' },
      to: {
        path: '^src/shared/',
        pathNot: [
          '^src/shared/((errors|fraction|fulfilled|atomic-write|asset-id|language-tag|page-memory|outbox/backoff)\\.ts$|settings/)',
        ],
      },
    },
    {
      name: 'outside-speaks-by-url',
      comment:
        'cdn/ and bench/ meet the server as clients do, by URLs and headers. A benchmark that calls functions measures something no viewer gets.',
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
    // For the rules about folders.
    metrics: true,
    // Types have a direction too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: join(__dirname, 'tsconfig.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
