/**
 * How long tests wait for what must come, in milliseconds: many times what it takes on an idle machine. A budget ends a
 * test whose event never comes, and says nothing of how fast anything is; what comes is waited for no longer than it
 * takes.
 */

/** For what a process does by itself: a line in a log, a count that rises, the end of a child. */
export const EVENT_MS = 60_000;
/**
 * For what is promised within a second or two: enough for a machine that does other work besides, and far less than any
 * lifetime, interval or retry after which it would happen anyway.
 */
export const SOON_MS = 15_000;
/** For an answer, with every encode and every refusal that comes before it. */
export const ANSWER_MS = 120_000;
/** For a command, from its start to its end. */
export const COMMAND_MS = 120_000;
/** For a film of some seconds in a browser, with all that is waited for in between. */
export const PLAYING_MS = 180_000;
/** For a unit test, and for the masters that a file of them needs. */
export const UNIT_TEST_MS = 180_000;
/** For a test with a real server, and for what is started and fetched before it. */
export const SERVER_TEST_MS = 360_000;
