/** Somewhere text goes: a process stream, or a string collected by a test. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Everything a command knows of the world outside; no other file reads argv, the environment or the screen. */
export interface Io {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Relative paths of the command line start here. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
