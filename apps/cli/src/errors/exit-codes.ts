/** What the exit status of `ntkit` means. */
export const exitCodes = {
  /** The command did what was asked. */
  ok: 0,
  /** The input was good but the numbers do not allow an answer. */
  computation: 1,
  /** The command line, a network file or the output path is wrong. */
  usage: 2,
  /** A data file or a model folder is missing, unreadable or wrong. */
  data: 3,
  /** Nothing is wrong with the request: the disk is full, or too many files are open. Try again. */
  tryAgain: 75,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
