/**
 * How long tests wait for an event, in milliseconds: many times what it takes on an idle machine. A budget ends a test
 * whose event never comes; it does not assert how fast anything is, and a test does not wait longer than its event takes.
 */

/** For what a process does on its own: a log line, a counter that increases, the exit of a child. */
export const EVENT_MS = 60_000;
/**
 * For what must happen within a second or two: enough for a busy machine, and far less than any lifetime, interval or
 * retry after which it would happen anyway.
 */
export const SOON_MS = 15_000;
/** For a response, including every encode and every retried refusal before it. */
export const ANSWER_MS = 120_000;
/** For a command, from start to exit. */
export const COMMAND_MS = 120_000;
/** For playing a few seconds of video in a browser, with everything the test awaits meanwhile. */
export const PLAYING_MS = 180_000;
/** For a unit test, and for generating the masters its file needs. */
export const UNIT_TEST_MS = 180_000;
/** For a test with a real server, and for its setup. */
export const SERVER_TEST_MS = 360_000;
